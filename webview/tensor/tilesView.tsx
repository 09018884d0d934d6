import { type ArraySlice, atIndex } from '@surprisal/core';
import { batch } from '@preact/signals';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ofWhole, scale } from './answers.js';
import { ColorScale } from './colorScale.js';
import { isGridKey, moveCell } from './gridKeys.js';
import { near, scrollAxis } from './gridScroll.js';
import { boxOf, cellUnder, type Placing } from './heatDraw.js';
import { useHeats } from './keptHeats.js';
import { withCut } from './slices.js';
import { short } from './statisticsText.js';
import { Tile } from './tile.js';
import { firstPair, GAP, layoutOf, TALLEST, type TileLayout, tilePairs, tiling, withPair } from './tiling.js';
import { cell, choices, choose, opened, setSlice, size, slice, state, tensor, type Cell } from './state.js';
import { useWidth } from './useWidth.js';
import { Select } from '../shared/field.js';
import { count } from '../shared/format.js';
import { t } from '../shared/strings.js';

/** The heads of rows and columns of tiles, and the colours beside them where there is room, px. */
const LEFT = 34;
const TOP = 18;
const BESIDE = 130;
const ROOMY = 520;

/** Shows tiles, of the axes that are the likeliest where nothing was chosen yet. */
export function showTiles(): void {
  const { shape } = tensor.value!;
  const pair = choices.value.look === 'tiles' ? null : firstPair(shape);
  batch(() => {
    choose({ look: 'tiles' });
    if (pair) setSlice(withPair(slice.value, pair, shape));
  });
}

/** Which axes are those of a tile. */
export function TileTools() {
  const { shape } = tensor.value!;
  const pairs = tilePairs(shape, slice.value);
  const { rows, columns } = slice.value;
  return (
    <Select
      label={t('Axes of a tile')}
      value={`${rows} ${columns}`}
      options={pairs.map(([first, second]) => ({
        value: `${first} ${second}`,
        label: t('Tiles of axes {0} and {1}', first, second),
      }))}
      onChange={(next) =>
        setSlice(
          withPair(
            slice.value,
            pairs.find((pair) => pair.join(' ') === next)!,
            shape,
          ),
        )
      }
    />
  );
}

/** Every slice along one or two axes as a small heat map, in one scale; a press goes to the index of a tile. */
export function TilesView() {
  const [box, width] = useWidth<HTMLDivElement>(600);
  const { across, down } = tiling.value!;
  const { shape } = tensor.value!;
  const legend = width >= ROOMY ? BESIDE : 0;
  const counts = { across: shape[across], down: down === null ? null : shape[down] };
  const longest = Math.max(size.value.rows, size.value.columns);
  const layout = layoutOf(counts, width - LEFT - legend, longest);
  const at = (axis: number | null): number => (axis === null ? 0 : slice.value.axes[axis].start);
  /** The slice of a tile; null beyond the last. */
  const sliceOf = ({ row, column }: Cell): ArraySlice | null => {
    const index = down === null ? row * layout.columns + column : column;
    if (index >= counts.across) return null;
    const cut = withCut(slice.value, across, atIndex(index));
    return down === null ? cut : withCut(cut, down, atIndex(row));
  };
  const chosen =
    down === null
      ? { row: Math.floor(at(across) / layout.columns), column: at(across) % layout.columns }
      : { row: at(down), column: at(across) };
  const one = scale.value;
  const range = one && (one.diverging ? `±${short(one.high)}` : t('{0} to {1}', short(one.low), short(one.high)));
  const words = [
    down === null ? t('Axis {0} from left to right', across) : t('Axis {0} down, axis {1} across', down, across),
    range === null ? t('one scale') : t('one scale, {0}', range),
  ].join('; ');
  return (
    <div ref={box}>
      <p class="muted small">{words}</p>
      <div class="heat">
        <TileBox
          {...{ layout, chosen, sliceOf }}
          placing={boxOf(size.value.rows, size.value.columns, { width: layout.tile, height: layout.tile })}
          room={width - legend}
          keyOf={[across, down]}
          nameOf={({ row, column }) =>
            down === null
              ? t('index {0} on axis {1}', row * layout.columns + column, across)
              : t('index {0} on axis {1}, {2} on axis {3}', row, down, column, across)
          }
          label={t('{0}, {1} × {2} tiles', words, count(layout.rows), count(layout.columns))}
        />
        {legend > 0 && <ColorScale height={200} top={TOP} named={false} statistics={ofWhole.asked.value.value?.of} />}
      </div>
    </div>
  );
}

interface TileBoxProps {
  layout: TileLayout;
  placing: Placing;
  room: number;
  chosen: Cell;
  /** The axes that are laid out, whose index the tiles do not have in common. */
  keyOf: readonly (number | null)[];
  sliceOf: (tile: Cell) => ArraySlice | null;
  nameOf: (tile: Cell) => string;
  label: string;
}

const nameIn = ({ row, column }: Cell): string => `${row} ${column}`;

/** The tiles in sight, in a box that scrolls by whole ones. */
function TileBox({ layout, placing, room, chosen, keyOf, sliceOf, nameOf, label }: TileBoxProps) {
  const box = useRef<HTMLDivElement>(null);
  const [origin, setOrigin] = useState<Cell>({ row: 0, column: 0 });
  const { rows, columns, below } = layout;
  const [wide, high] = [placing.width + GAP, placing.height + GAP + below];
  const field = {
    width: Math.min(columns * wide, Math.max(wide, room - LEFT)),
    height: Math.min(rows * high, Math.max(high, TALLEST)),
  };
  const [down, across] = [scrollAxis(rows, high, field.height), scrollAxis(columns, wide, field.width)];
  const sight = { rows: Math.floor(field.height / high), columns: Math.floor(field.width / wide) };
  const first = {
    row: Math.max(0, Math.min(origin.row, rows - sight.rows)),
    column: Math.max(0, Math.min(origin.column, columns - sight.columns)),
  };
  // The last ones in sight may be cut.
  const list = (from: number, number: number, all: number): number[] =>
    Array.from({ length: Math.max(0, Math.min(all, from + number + 1) - from) }, (_, i) => from + i);
  const [drawnRows, drawnColumns] = [list(first.row, sight.rows, rows), list(first.column, sight.columns, columns)];
  const tiles = new Map(
    drawnRows.flatMap((row) =>
      drawnColumns.flatMap((column) => {
        const of = sliceOf({ row, column });
        return of ? [[nameIn({ row, column }), of] as const] : [];
      }),
    ),
  );
  const common = keyOf.reduce<ArraySlice>(
    (of, axis) => (axis === null ? of : withCut(of, axis, atIndex(0))),
    slice.value,
  );
  const most = { height: Math.min(placing.rows, placing.height), width: Math.min(placing.columns, placing.width) };
  const key = JSON.stringify([state.value?.reading, opened.value, keyOf, common, most, columns]);
  const heats = useHeats(key, tiles, most);
  useLayoutEffect(() => {
    const to = {
      row: near(chosen.row, first.row, sight.rows),
      column: near(chosen.column, first.column, sight.columns),
    };
    if (box.current)
      [box.current.scrollTop, box.current.scrollLeft] = [down.position(to.row), across.position(to.column)];
    setOrigin(to);
  }, [chosen.row, chosen.column, key, sight.rows, sight.columns]);
  const go = (tile: Cell, within?: Cell): void => {
    let of: ArraySlice | null = null;
    // The last row may have fewer tiles.
    for (let { row, column } = tile; column >= 0 && !of; column--) of = sliceOf({ row, column });
    if (!of) return;
    batch(() => {
      setSlice(of);
      if (within) cell.value = within;
    });
  };
  return (
    <div
      class="tiles"
      ref={box}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rows}
      aria-colcount={columns}
      aria-activedescendant={`tile-${chosen.row}-${chosen.column}`}
      style={{ width: `${field.width + LEFT}px`, height: `${field.height + TOP}px` }}
      onKeyDown={(event) => {
        if (!isGridKey(event)) return;
        event.preventDefault();
        const step = below > 0 && !event.shiftKey ? { ArrowLeft: -1, ArrowRight: 1 }[event.key] : undefined;
        const next = chosen.row * columns + chosen.column + (step ?? 0);
        // One axis alone goes on in the next row.
        if (step === undefined) go(moveCell(event, chosen, { rows, columns }, sight));
        else if (next >= 0 && next < rows * columns) go({ row: Math.floor(next / columns), column: next % columns });
      }}
      onScroll={({ currentTarget }) => {
        const next = { row: down.first(currentTarget.scrollTop), column: across.first(currentTarget.scrollLeft) };
        if (next.row !== first.row || next.column !== first.column) setOrigin(next);
      }}
    >
      <div style={{ width: `${across.length + LEFT}px`, height: `${down.length + TOP}px` }}>
        <div class="tiles-sight" style={{ width: `${field.width + LEFT}px`, height: `${field.height + TOP}px` }}>
          <div class="tiles-heads" style={{ paddingLeft: `${LEFT}px`, height: `${TOP}px` }} aria-hidden="true">
            {below === 0 &&
              drawnColumns.map((column) => (
                <span
                  key={column}
                  class={column === chosen.column ? 'strong' : ''}
                  style={{ width: `${placing.width}px`, marginRight: `${GAP}px` }}
                >
                  {column}
                </span>
              ))}
          </div>
          {drawnRows.map((row) => (
            <div key={row} role="row" aria-rowindex={row + 1} class="tiles-row" style={{ height: `${high}px` }}>
              <span
                class={`tiles-head ${row === chosen.row ? 'strong' : ''}`}
                style={{ width: `${LEFT}px`, lineHeight: `${placing.height}px` }}
                aria-hidden="true"
              >
                {below === 0 && row}
              </span>
              {drawnColumns.map((column) => {
                const name = nameIn({ row, column });
                if (!tiles.has(name)) return null;
                const isChosen = row === chosen.row && column === chosen.column;
                return (
                  <div
                    key={column}
                    id={`tile-${row}-${column}`}
                    role="gridcell"
                    aria-colindex={column + 1}
                    aria-selected={isChosen}
                    aria-label={nameOf({ row, column })}
                    class={isChosen ? 'tile chosen' : 'tile'}
                    style={{ width: `${placing.width}px`, marginRight: `${GAP}px` }}
                  >
                    <Tile
                      heat={heats.get(name) ?? null}
                      placing={placing}
                      onPress={(event) => go({ row, column }, cellUnder(event, event.currentTarget, placing))}
                    />
                    {below > 0 && <span aria-hidden="true">{row * columns + column}</span>}
                  </div>
                );
              })}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
