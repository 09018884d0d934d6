import type { ComponentChildren } from 'preact';
import { narrowerThan, textWidth, width } from '../../shared/media.js';
import { t } from '../../shared/strings.js';

const small = narrowerThan(420);
/** As wide as the confusion matrix gets, px. */
const WIDEST = 612;

interface CountTableProps {
  label: string;
  rows: readonly string[];
  columns: readonly string[];
  /** What a cell holds, and the class of its colour; `whole` stands for it where there is no room. */
  cell: (row: number, column: number) => { content: ComponentChildren; color: string; whole: string };
}

/** A matrix to be read: actual on the rows, predicted on the columns, in the colours of the confusion matrix. */
export function CountTable({ label, rows, columns, cell }: CountTableProps) {
  const font = small.value ? '600 11px' : '600 13px';
  const room = small.value ? 84 : 128;
  const widest = (names: readonly string[]) =>
    Math.min(room, Math.max(...names.map((name) => textWidth(name, font)))) + 12;
  const side = Math.ceil(Math.max(small.value ? 15 : 27, widest(rows)));
  const head = Math.ceil(widest(columns));
  const space = (Math.min(WIDEST, width.value - 40) - side) / columns.length;
  const long = head > Math.max(space, small.value ? 18 : 36);
  const sizes = {
    '--classes': columns.length,
    '--label': `${side}px`,
    ...(long && { '--head': `${Math.max(40, head)}px` }),
  };
  const headed = (name: string) => (
    <span class="head clip" title={name}>
      {name}
    </span>
  );
  return (
    <div class={`matrix-frame count-table ${long ? 'long' : ''}`} style={sizes}>
      {small.value ? (
        <div class="axis-small muted small">{t('Predicted →, actual ↓')}</div>
      ) : (
        <>
          <div class="axis-columns muted small">{t('Predicted')}</div>
          <div class="axis-rows muted small">{t('Actual')}</div>
        </>
      )}
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
                  const { content, color, whole } = cell(row, column);
                  return (
                    <td key={column} class={`cell ${color}`}>
                      {small.value ? whole : content}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
