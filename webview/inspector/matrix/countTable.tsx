import type { ComponentChildren } from 'preact';
import { narrowerThan, width } from '../../shared/media.js';
import { t } from '../../shared/strings.js';
import { HeatCanvas } from '../many/heatCanvas.js';
import { MANY, sideOf, type HeatCells } from '../many/heatCells.js';
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

/** How wide a map of many classes gets, px. */
const WIDEST = 600;

/** A matrix without keys or choices: actual on the rows, predicted on the columns, in the confusion matrix's colours. */
export const CountTable = (props: CountTableProps) =>
  props.columns.length >= MANY ? <CountMap {...props} /> : <CountCells {...props} />;

/** Many classes, without numbers. */
function CountMap({ label, rows, columns, cell }: CountTableProps) {
  const names: (string | null)[] = [null];
  const steps = Uint8Array.from({ length: rows.length * columns.length }, (_, i) => {
    const { step } = cell(Math.floor(i / columns.length), i % columns.length);
    const known = names.indexOf(step);
    return known < 0 ? names.push(step) - 1 : known;
  });
  const cells: HeatCells = { rows: rows.length, columns: columns.length, classes: 1, steps, names };
  const side = sideOf(columns.length, Math.min(WIDEST, width.value - 80), devicePixelRatio);
  return (
    <>
      <HeatCanvas cells={cells} width={side} height={(side / columns.length) * rows.length} label={label} />
      <p class="muted small">
        {t('Actual on the rows, predicted on the columns: {0} to {1}.', columns[0] ?? '', columns.at(-1) ?? '')}
      </p>
    </>
  );
}

function CountCells({ label, rows, columns, cell }: CountTableProps) {
  const headed = (name: string) => (
    <span class="head clip" title={name}>
      {name}
    </span>
  );
  return (
    <MatrixFrame class="count-table" names={[rows, columns]} room={small.value ? 84 : 128}>
      <div class="matrix-scroll" tabIndex={0} role="group" aria-label={label}>
        <table class="matrix" aria-label={label}>
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
