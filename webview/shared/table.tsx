import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from './icon.js';
import { Hint, Term } from './term.js';

export interface Column<Row> {
  id: string;
  head: ComponentChildren;
  cell: (row: Row) => ComponentChildren;
  /** Sorts by this value; a null stays last. Without it the head is no button. */
  value?: (row: Row) => number | string | null;
  /** One line that explains the head. */
  meaning?: string;
  /** Numbers are aligned to the right. */
  align?: 'left' | 'right';
  class?: string;
}

interface TableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string | number;
  selected?: string | number | null;
  onSelect?: (row: Row) => void;
  class?: string;
}

type Sort = { id: string; down: boolean } | null;

/** Rows in the order of `value`. Nulls come last in both directions, and equal rows keep their order. */
export function sortRows<Row>(rows: readonly Row[], value: (row: Row) => number | string | null, down: boolean): Row[] {
  const sign = down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    return x === y ? 0 : x < y ? -sign : sign;
  });
}

export function Table<Row>({ label, columns, rows, rowId, selected, onSelect, ...rest }: TableProps<Row>) {
  const [sort, setSort] = useState<Sort>(null);
  const by = columns.find((column) => column.id === sort?.id)?.value;
  const shown = sort && by ? sortRows(rows, by, sort.down) : rows;
  const turn = (id: string) => setSort(sort?.id !== id ? { id, down: false } : sort.down ? null : { id, down: true });
  return (
    <table class={`table ${rest.class ?? ''}`} aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ id, head, value, meaning, align, class: name }) => (
            <th
              key={id}
              scope="col"
              class={`${align ?? 'left'} ${name ?? ''}`}
              aria-sort={sort?.id === id ? (sort.down ? 'descending' : 'ascending') : undefined}
            >
              {value ? (
                <SortHead head={head} meaning={meaning} sort={sort?.id === id ? sort : null} onTurn={() => turn(id)} />
              ) : meaning ? (
                <Term meaning={meaning}>{head}</Term>
              ) : (
                head
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.map((row) => {
          const id = rowId(row);
          return (
            <tr
              key={id}
              class={id === selected ? 'selected' : undefined}
              aria-selected={selected === undefined ? undefined : id === selected}
              onClick={onSelect && (() => onSelect(row))}
            >
              {columns.map((column, index) =>
                index === 0 ? (
                  <th key={column.id} scope="row" class={`${column.align ?? 'left'} ${column.class ?? ''}`}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.id} class={`${column.align ?? 'left'} ${column.class ?? ''}`}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface SortHeadProps {
  head: ComponentChildren;
  meaning?: string;
  sort: Sort;
  onTurn: () => void;
}

function SortHead({ head, meaning, sort, onTurn }: SortHeadProps) {
  const button = (hinted: object = {}) => (
    <button type="button" class={`sort ${meaning ? 'explained' : ''}`} onClick={onTurn} {...hinted}>
      {head}
      {sort && <Icon name={sort.down ? 'arrow-down' : 'arrow-up'} />}
    </button>
  );
  return meaning ? <Hint meaning={meaning}>{button}</Hint> : button();
}
