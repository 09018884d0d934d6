import type { ComponentChildren } from 'preact';
import { narrowerThan } from '../../shared/media.js';
import { stepStyle } from './colorSteps.js';
import { MatrixFrame } from './matrixFrame.js';

const small = narrowerThan(420);

interface CountTableProps {
  label: string;
  rows: readonly string[];
  columns: readonly string[];
  /** The content of a cell and the step of its colour. `whole` is the content where there is little room. */
  cell: (row: number, column: number) => { content: ComponentChildren; step: string | null; whole: string };
}

/** A matrix without keys or choices: actual on the rows, predicted on the columns, in the confusion matrix's colours. */
export function CountTable({ label, rows, columns, cell }: CountTableProps) {
  const headed = (name: string) => (
    <span class="head clip" title={name}>
      {name}
    </span>
  );
  return (
    <MatrixFrame class="count-table" names={[rows, columns]} room={small.value ? 84 : 128}>
      <div class="matrix-scroll" tabIndex={0} role="group" aria-label={label}>
        <table class={`matrix ${columns.length > 12 ? 'many' : ''}`} aria-label={label}>
          <thead>
            <tr>
              <td class="corner" />
              {columns.map((name, column) => (
                <th key={column} scope="col">
                  {headed(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((name, row) => (
              <tr key={row}>
                <th scope="row">{headed(name)}</th>
                {columns.map((_, column) => {
                  const { content, step, whole } = cell(row, column);
                  return (
                    <td key={column} class={`cell ${step === null ? 'none' : ''}`} style={stepStyle(step)}>
                      {small.value ? whole : content}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </MatrixFrame>
  );
}
