import { computed } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { heatRange, scale } from './answers.js';
import { arrived, numberAt, troubleInSight, tryAgain, want } from './blocks.js';
import { isGridKey, moveCell } from './gridKeys.js';
import { near, origin, scrollAxis, sight } from './gridScroll.js';
import { cellText, decimalsFor, isComplex, isWhole } from './numberText.js';
import { tintOf } from './scale.js';
import { cell, choices, size, slice, sliceKey, tensor } from './state.js';
import { Link } from '../shared/button.js';
import { count } from '../shared/format.js';
import { css, themeVersion } from '../shared/theme.js';
import { t } from '../shared/strings.js';

const LINE = 22;
const HEAD = 24;
/** What stands beside a number in a cell, px. */
const BESIDE = 14;
const NARROWEST = 56;
const WIDEST = 220;

export const ownDecimals = computed(() => {
  const range = heatRange.value;
  return decimalsFor(Math.max(Math.abs(range?.low ?? 0), Math.abs(range?.high ?? 0)), tensor.value?.dtype ?? '');
});

/** How wide a column is: what the greatest and the least number take. */
const cellWidth = computed(() => {
  const { decimals } = choices.value;
  const dtype = tensor.value?.dtype ?? '';
  const { low = 0, high = 0 } = heatRange.value ?? {};
  const texts = [low, high].map((value) => {
    const text = isWhole(dtype) ? BigInt(Math.trunc(value)).toString() : dtype === 'float64' ? LONG : LONG_SINGLE;
    if (!isComplex(dtype)) return cellText({ value, text }, decimals, ownDecimals.value, dtype);
    return cellText({ value, text: `(${text}${text}j)`, parts: [-high, high] }, decimals, ownDecimals.value, dtype);
  });
  return Math.max(NARROWEST, Math.min(WIDEST, Math.ceil(Math.max(...texts.map(widthOf)) + BESIDE)));
});

/** As long as a float of 64 and of 32 bits may be with all its digits. */
const LONG = '-0.12345678901234567';
const LONG_SINGLE = '-0.0012345678';

let pen: CanvasRenderingContext2D | null = null;
/** How wide a text of a cell is in the font of now, px. */
function widthOf(text: string): number {
  void themeVersion.value;
  pen ??= document.createElement('canvas').getContext('2d');
  if (!pen) return text.length * 8;
  pen.font = getComputedStyle(document.body).font;
  return pen.measureText(text).width;
}

/** How cells are tinted in the theme of now. */
const tints = computed((): ReturnType<typeof tintOf> => {
  void themeVersion.value;
  return choices.value.tint && scale.value ? tintOf(scale.value) : () => null;
});

/** The index on its axis of a row or a column. */
export function indexOf(axis: number | null, place: number): number {
  if (axis === null) return place;
  const { start, step } = slice.value.axes[axis];
  return start + step * place;
}

/** Which row or column has an index on its axis; no whole number where none has. */
export function placeOf(axis: number | null, index: number): number {
  if (axis === null) return index;
  const { start, step } = slice.value.axes[axis];
  return (index - start) / step;
}

/** Shows a cell, and scrolls to it where it is out of sight. */
export const shown: { scrollTo(row: number, column: number): void; focus(): void } = {
  scrollTo: () => undefined,
  focus: () => undefined,
};

/** The numbers of the slice in rows and columns, of which only those in sight are there. */
export function Grid() {
  const box = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState({ width: 600, height: 400 });
  const { rows, columns } = size.value;
  const width = cellWidth.value;
  const gutter = Math.max(32, String(Math.max(0, indexOf(slice.value.rows, Math.max(0, rows - 1)))).length * 8 + 16);
  const down = scrollAxis(rows, LINE, Math.max(LINE, room.height - HEAD));
  const across = scrollAxis(columns, width, Math.max(width, room.width - gutter));

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = (): void => setRoom({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const first = {
    row: Math.min(origin.value.row, Math.max(0, rows - 1)),
    column: Math.min(origin.value.column, Math.max(0, columns - 1)),
  };
  const high = Math.max(1, Math.floor((room.height - HEAD) / LINE));
  const wide = Math.max(1, Math.floor((room.width - gutter) / width));
  // The last column in sight may be cut, so that it shows that there are more.
  const to = {
    row: Math.min(rows, first.row + high),
    column: Math.min(columns, first.column + wide + 1),
  };
  useLayoutEffect(() => {
    if (sight.value.rows !== high || sight.value.columns !== wide) sight.value = { rows: high, columns: wide };
  });
  useEffect(() => {
    if (rows > 0) want([first.row, to.row], [first.column, to.column]);
  }, [sliceKey.value, first.row, first.column, to.row, to.column]);

  const place = (row: number, column: number): void => {
    const element = box.current;
    if (!element) return;
    element.scrollTop = down.position(row);
    element.scrollLeft = across.position(column);
    origin.value = {
      row: Math.min(row, Math.max(0, rows - high)),
      column: Math.min(column, Math.max(0, columns - wide)),
    };
  };
  shown.scrollTo = (row, column) => place(Math.max(0, row), Math.max(0, column));
  shown.focus = () => box.current?.focus();
  useLayoutEffect(() => {
    if (!cell.value) return;
    const { row, column } = cell.value;
    place(near(row, origin.value.row, high), near(column, origin.value.column, wide));
  }, [cell.value?.row, cell.value?.column, high, wide]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isGridKey(event) || rows === 0) return;
    event.preventDefault();
    cell.value = moveCell(event, cell.value ?? first, { rows, columns }, { rows: high, columns: wide });
  };
  void arrived.value;
  const tint = tints.value;
  const { decimals } = choices.value;
  const dtype = tensor.value?.dtype ?? '';
  const list = (from: number, end: number): number[] =>
    Array.from({ length: Math.max(0, end - from) }, (_, i) => from + i);
  const trouble = troubleInSight();
  const active = cell.value;
  const isIn = active !== null && active.row >= first.row && active.row < to.row && active.column < to.column;
  return (
    <>
      <div
        class="grid-box"
        ref={box}
        role="grid"
        tabIndex={0}
        aria-label={t('Numbers, {0} × {1}', count(rows), count(columns))}
        aria-rowcount={rows + 1}
        aria-colcount={columns + 1}
        aria-activedescendant={isIn ? `cell-${active.row}-${active.column}` : undefined}
        onKeyDown={onKeyDown}
        onFocus={() => {
          if (!cell.value && rows > 0) cell.value = first;
        }}
        onScroll={({ currentTarget }) => {
          const next = { row: down.first(currentTarget.scrollTop), column: across.first(currentTarget.scrollLeft) };
          if (next.row !== origin.value.row || next.column !== origin.value.column) origin.value = next;
        }}
        onWheel={(event) => {
          // Where a pixel stands for many rows, a turn of the wheel still moves by a few.
          if (down.length < 8_000_000 && across.length < 8_000_000) return;
          event.preventDefault();
          const step = (delta: number): number => Math.sign(delta) * Math.ceil(Math.abs(delta) / 40);
          place(
            Math.max(0, origin.value.row + step(event.deltaY)),
            Math.max(0, origin.value.column + step(event.deltaX)),
          );
        }}
      >
        <div style={{ width: `${across.length + gutter}px`, height: `${down.length + HEAD}px` }}>
          <div class="grid-sight" style={{ width: `${room.width}px`, height: `${room.height}px` }}>
            <div role="row" aria-rowindex={1} class="grid-row heads" style={{ height: `${HEAD}px` }}>
              <span role="columnheader" aria-colindex={1} class="grid-corner" style={{ width: `${gutter}px` }}>
                <span class="only-read">{t('Row')}</span>
              </span>
              {list(first.column, to.column).map((column, i) => (
                <span
                  key={i}
                  role="columnheader"
                  aria-colindex={column + 2}
                  class={`grid-head ${active?.column === column ? 'strong' : ''}`}
                  style={{ width: `${width}px` }}
                >
                  {indexOf(slice.value.columns, column)}
                </span>
              ))}
            </div>
            {/* Rows and cells are told apart by their place in sight: a scroll changes their texts alone. */}
            {list(first.row, to.row).map((row, place) => (
              <div key={place} role="row" aria-rowindex={row + 2} class="grid-row">
                <span
                  role="rowheader"
                  aria-colindex={1}
                  class={`grid-head ${active?.row === row ? 'strong' : ''}`}
                  style={{ width: `${gutter}px` }}
                >
                  {indexOf(slice.value.rows, row)}
                </span>
                {list(first.column, to.column).map((column, i) => (
                  <GridCell
                    key={i}
                    row={row}
                    column={column}
                    width={width}
                    tint={tint}
                    decimals={decimals}
                    dtype={dtype}
                    chosen={active?.row === row && active.column === column}
                  />
                ))}
              </div>
            ))}
          </div>
        </div>
      </div>
      {trouble && (
        <p class="notice error" role="alert">
          {trouble} <Link onPress={tryAgain}>{t('Try again')}</Link>
        </p>
      )}
    </>
  );
}

interface GridCellProps {
  row: number;
  column: number;
  width: number;
  tint: ReturnType<typeof tintOf>;
  decimals: (typeof choices)['value']['decimals'];
  dtype: string;
  chosen: boolean;
}

function GridCell({ row, column, width, tint, decimals, dtype, chosen }: GridCellProps) {
  // What has the same properties as before is drawn again only where a signal that it reads has changed.
  void arrived.value;
  const found = numberAt(row, column);
  const color = found && tint(found.value);
  const kind = found === null ? 'unread' : Number.isNaN(found.value) ? 'nan' : '';
  const style =
    color === null
      ? { width: `${width}px` }
      : 'outline' in color
        ? { width: `${width}px`, boxShadow: `inset 0 0 0 1px ${css(color.outline)}` }
        : { width: `${width}px`, background: css(color.background), color: css(color.ink) };
  const shownText = found && cellText(found, decimals, ownDecimals.value, dtype);
  return (
    <span
      role="gridcell"
      id={`cell-${row}-${column}`}
      aria-colindex={column + 2}
      aria-selected={chosen}
      class={`grid-cell ${kind} ${chosen ? 'chosen' : ''}`}
      style={style}
      onMouseDown={() => (cell.value = { row, column })}
    >
      {chosen && (
        <span class="only-read">
          {t(
            'row {0}, column {1}: {2}',
            indexOf(slice.value.rows, row),
            indexOf(slice.value.columns, column),
            found?.text ?? t('not read yet'),
          )}
        </span>
      )}
      {chosen ? <span aria-hidden="true">{shownText}</span> : shownText}
    </span>
  );
}
