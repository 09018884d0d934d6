import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { dash } from './format.js';
import { Icon } from './icon.js';
import { Hint, Term } from './term.js';
import { useWindowed } from './windowed.js';

export interface Column<Row> {
  id: string;
  head: ComponentChildren;
  /** What stands over the heads of columns of one group, which stand side by side. */
  group?: string;
  cell: (row: Row) => ComponentChildren;
  /** Sorts by this value; a null stays last. Without it the head is no button. */
  value?: (row: Row) => number | string | null;
  /** `value` rises where what is shown falls: the first press of the head puts the greatest first. */
  falling?: boolean;
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
  /** How rows that come in an order of their own are sorted. */
  sorted?: Sort<string>;
  class?: string;
}

/**
 * A column of one number of each row. A press of its head puts the least first, or the greatest where it is `falling`.
 */
export const numberColumn = <Key extends string, Row extends Record<Key, number | null>>(
  id: Key,
  head: string,
  text: (value: number) => string,
  { falling = false, ...more }: { meaning?: string; falling?: boolean } = {},
): Column<Row> => ({
  id,
  head,
  align: 'right',
  value: ({ [id]: value }) => (falling && value !== null ? -value : value),
  falling,
  cell: ({ [id]: value }) => (value === null ? <span class="muted">{dash}</span> : text(value)),
  ...more,
});

/** By which column rows are sorted; null for the order in which they came. */
export type Sort<Id> = { by: Id; down: boolean } | null;

export const ariaSort = <Id,>(sort: Sort<Id>, by: Id, falling = false) =>
  sort?.by === by ? (sort.down !== falling ? 'descending' : 'ascending') : undefined;

/** Of more rows only those in sight are drawn. */
const MOST_DRAWN = 120;
/** How high a row is until one is measured, px. */
const LINE = 22;

/** Rows in the order of `value`. Nulls come last in both directions, and equal rows keep their order. */
export function sortRows<Row>(rows: readonly Row[], value: (row: Row) => number | string | null, down: boolean): Row[] {
  const sign = down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    return x === y ? 0 : x < y ? -sign : sign;
  });
}

export function Table<Row>({
  label,
  columns,
  rows,
  rowId,
  selected,
  onSelect,
  sorted = null,
  ...rest
}: TableProps<Row>) {
  const [sort, setSort] = useState<Sort<string>>(sorted);
  const by = columns.find((column) => column.id === sort?.by)?.value;
  const shown = sort && by ? sortRows(rows, by, sort.down) : rows;
  const isWindowed = shown.length > MOST_DRAWN;
  const [line, setLine] = useState(LINE);
  const { body, from, to } = useWindowed<HTMLTableSectionElement>(isWindowed ? shown.length : 0, line);
  const drawn = isWindowed ? shown.slice(from, to) : shown;
  useLayoutEffect(() => {
    const height = body.current?.querySelector<HTMLElement>('tr[aria-rowindex]')?.getBoundingClientRect().height;
    if (height && Math.abs(height - line) > 0.1) setLine(height);
  });
  const heads = useStillColumns(isWindowed);
  const gap = (rows: number) =>
    isWindowed &&
    rows > 0 && (
      <tr class="gap" aria-hidden="true">
        <td colSpan={columns.length} style={{ height: `${rows * line}px` }} />
      </tr>
    );
  return (
    <table
      class={`table ${rest.class ?? ''}`}
      aria-label={label}
      aria-rowcount={isWindowed ? shown.length + 1 : undefined}
    >
      <thead ref={heads}>
        {columns.some(({ group }) => group !== undefined) && <GroupHeads columns={columns} />}
        <tr aria-rowindex={isWindowed ? 1 : undefined}>
          {columns.map(({ id, head, value, meaning, align, falling, class: name }) => (
            <th key={id} scope="col" class={`${align ?? 'left'} ${name ?? ''}`} aria-sort={ariaSort(sort, id, falling)}>
              {value ? (
                <SortHead by={id} head={head} meaning={meaning} sort={sort} onSort={setSort} falling={falling} />
              ) : meaning ? (
                <Term meaning={meaning}>{head}</Term>
              ) : (
                head
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {gap(from)}
        {drawn.map((row, i) => {
          const id = rowId(row);
          return (
            <tr
              key={id}
              aria-rowindex={isWindowed ? from + i + 2 : undefined}
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
        {gap(shown.length - to)}
      </tbody>
    </table>
  );
}

function GroupHeads<Row>({ columns }: { columns: readonly Column<Row>[] }) {
  const groups: { name: string | undefined; from: number; size: number }[] = [];
  columns.forEach(({ group: name }, from) => {
    const last = groups.at(-1);
    if (last && last.name === name) last.size++;
    else groups.push({ name, from, size: 1 });
  });
  return (
    <tr class="group-heads">
      {groups.map(({ name, from, size }) =>
        name === undefined ? (
          <td key={from} colSpan={size} />
        ) : (
          <th key={from} scope="colgroup" colSpan={size} class="right">
            {name}
          </th>
        ),
      )}
    </tr>
  );
}

/** A column that was wide stays so while other rows come into sight, until the page changes its width. */
function useStillColumns(on: boolean) {
  const head = useRef<HTMLTableSectionElement>(null);
  const cells = (): HTMLElement[] => [...(head.current?.querySelectorAll<HTMLElement>('tr:last-child > th') ?? [])];
  useLayoutEffect(() => {
    if (!on) return undefined;
    const free = (): void => cells().forEach((cell) => (cell.style.minWidth = ''));
    addEventListener('resize', free);
    return () => {
      removeEventListener('resize', free);
      free();
    };
  }, [on]);
  useLayoutEffect(() => {
    if (!on) return;
    const heads = cells();
    const widths = heads.map((cell) => cell.getBoundingClientRect().width);
    heads.forEach((cell, i) => (cell.style.minWidth = `${widths[i] ?? 0}px`));
  });
  return head;
}

interface SortHeadProps<Id> {
  by: Id;
  head: ComponentChildren;
  meaning?: string;
  sort: Sort<Id>;
  onSort: (sort: Sort<Id>) => void;
  falling?: boolean | undefined;
}

/** A press sorts by the column, a second one the other way round, and a third one gives back the first order. */
export function SortHead<Id>({ by, head, meaning, sort, onSort, falling = false }: SortHeadProps<Id>) {
  const down = sort?.by === by ? sort.down : null;
  const button = (hinted: object = {}) => (
    <button
      type="button"
      class={`sort ${meaning ? 'explained' : ''}`}
      onClick={() => onSort(down ? null : { by, down: down !== null })}
      {...hinted}
    >
      {head}
      {down !== null && <Icon name={down !== falling ? 'arrow-down' : 'arrow-up'} />}
    </button>
  );
  return meaning ? <Hint meaning={meaning}>{button}</Hint> : button();
}
