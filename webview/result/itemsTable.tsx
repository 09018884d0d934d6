import { useRef, useState } from 'preact/hooks';
import type { ResultColumn, ResultTable } from '../../extension/protocol/result.js';
import { count, dash, decimal, percent, plain } from '../shared/format.js';
import { t } from '../shared/strings.js';
import { ariaSort, SortHead, type Sort } from '../shared/table.js';
import { Bar } from './bar.js';

const ROW = 22;
const AROUND = 12;
const SHOWN = 30;

interface Props {
  table: ResultTable;
  onRow: (row: number) => void;
}

/** A table of any length: only the rows in sight are in the page. */
export function ItemsTable({ table, onRow }: Props) {
  const [sort, setSort] = useState<Sort<number>>(null);
  const [top, setTop] = useState(0);
  const order = useOrder(table, sort);
  const [at, setAt] = useState<number | null>(table.emphasis);
  const stop = at ?? order?.[0] ?? 0;
  const frame = useRef<HTMLDivElement>(null);
  const first = Math.max(0, Math.min(Math.floor(top / ROW), table.rows - SHOWN) - AROUND);
  const last = Math.min(table.rows, Math.floor(top / ROW) + SHOWN + AROUND);
  const rows = Array.from({ length: last - first }, (_, i) => first + i);
  const greatest = table.columns.map(({ values, bar }) => (bar && typeof values !== 'string' ? largest(values) : 0));

  const choose = (row: number) => {
    setAt(row);
    if (table.selects) onRow(row);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const place = order ? order.indexOf(stop) : stop;
    const next = moves[event.key]?.(place, table.rows - 1);
    if (event.key === 'Enter' && event.target instanceof HTMLTableRowElement) choose(stop);
    if (next === undefined) return;
    event.preventDefault();
    setAt(order ? order[next] : next);
    const body = frame.current;
    if (body) body.scrollTop = Math.max(0, Math.min(body.scrollTop, next * ROW));
    if (body && next * ROW > body.scrollTop + body.clientHeight - 3 * ROW)
      body.scrollTop = (next + 3) * ROW - body.clientHeight;
    requestAnimationFrame(() => body?.querySelector<HTMLElement>('tr[tabindex="0"]')?.focus());
  };

  return (
    <section class="items">
      <h2>
        {table.title} {table.note && <span class="muted">{table.note}</span>}
      </h2>
      <div class="items-frame" ref={frame} onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
        <table class="table" aria-label={table.title} aria-rowcount={table.rows + 1} onKeyDown={onKeyDown}>
          <thead>
            <tr>
              {table.columns.map((column, index) => (
                <th key={index} scope="col" class={alignOf(column)} aria-sort={ariaSort(sort, index)}>
                  <SortHead
                    by={index}
                    head={column.head || <span class="only-read">{t('Number')}</span>}
                    sort={sort}
                    onSort={setSort}
                  />
                </th>
              ))}
              {greatest.some((value) => value > 0) && <td aria-hidden="true" />}
            </tr>
          </thead>
          <tbody>
            {first > 0 && <Gap rows={first} />}
            {rows.map((place) => {
              const row = order ? order[place] : place;
              const chosen = row === at;
              return (
                <tr
                  key={row}
                  aria-rowindex={place + 2}
                  aria-selected={chosen}
                  class={chosen ? 'selected' : undefined}
                  tabIndex={table.selects && row === stop ? 0 : -1}
                  onClick={() => choose(row)}
                >
                  {table.columns.map((column, index) => (
                    <td key={index} class={cellClass(column, table.emphasis === row)}>
                      {cellText(column, row)}
                    </td>
                  ))}
                  {greatest.map(
                    (most, index) =>
                      most > 0 && (
                        <td key={`bar${index}`} class="room">
                          <RowBar column={table.columns[index]} row={row} most={most} wrong={table.emphasis === row} />
                        </td>
                      ),
                  )}
                </tr>
              );
            })}
            {last < table.rows && <Gap rows={table.rows - last} />}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const moves: Record<string, (at: number, last: number) => number> = {
  ArrowUp: (at) => Math.max(0, at - 1),
  ArrowDown: (at, last) => Math.min(last, at + 1),
  PageUp: (at) => Math.max(0, at - 20),
  PageDown: (at, last) => Math.min(last, at + 20),
  Home: () => 0,
  End: (_, last) => last,
};

/** The rows in the chosen order, NaN last; undefined for the order of the document. */
function useOrder({ columns, rows }: ResultTable, sort: Sort<number>): number[] | undefined {
  const values = sort && columns[sort.by]?.values;
  if (!values) return undefined;
  const sign = sort.down ? -1 : 1;
  return Array.from({ length: rows }, (_, row) => row).sort((a, b) => {
    const [x, y] = [values[a], values[b]];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
    return x === y ? a - b : x < y ? -sign : sign;
  });
}

const Gap = ({ rows }: { rows: number }) => (
  <tr aria-hidden="true">
    <td class="gap" colSpan={99}>
      <svg width="1" height={rows * ROW} aria-hidden="true" />
    </td>
  </tr>
);

const RowBar = ({ column, row, most, wrong }: { column: ResultColumn; row: number; most: number; wrong: boolean }) => {
  const value = column.values[row];
  return typeof value === 'number' && value > 0 ? <Bar share={Math.min(value, most) / most} wrong={wrong} /> : null;
};

const largest = (values: Float64Array | string[]): number => {
  let most = 0;
  for (const value of values) if (typeof value === 'number' && value > most && value < Infinity) most = value;
  return most;
};

const cellClass = (column: ResultColumn, emphasis: boolean): string =>
  [alignOf(column), column.style === 'index' ? 'muted' : '', column.strong && emphasis ? 'strong' : ''].join(' ');

const alignOf = ({ values }: ResultColumn): string => (values instanceof Float64Array ? 'right' : 'left');

function cellText({ values, style }: ResultColumn, row: number): string {
  const value = values[row];
  if (typeof value === 'string') return value;
  if (value === undefined || Number.isNaN(value)) return dash;
  switch (style) {
    case 'index':
    case 'label':
      return count(value);
    case 'share':
      return percent(value);
    case 'p':
      return decimal(value, 4);
    case 'result':
      return resultText(value);
    case 'text':
      return plain(value);
    case 'value':
      return decimal(Math.abs(value) < 5e-5 ? 0 : value, 4);
  }
}

/** 6 decimals, or 6 significant digits below .001 and above 10,000. */
function resultText(value: number): string {
  const size = Math.abs(value);
  if (size === Infinity) return decimal(value, 6);
  if (value === 0 || (size >= 1e-3 && size <= 1e4)) return value.toFixed(6).replace(/^-/, '\u2212');
  return value.toPrecision(6).replace(/^-/, '\u2212');
}
