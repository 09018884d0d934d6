import { useLayoutEffect, useRef } from 'preact/hooks';
import { heat, heatTrouble, isHeatOfNow, ofSlice, scale } from './answers.js';
import { ColorScale } from './colorScale.js';
import { indexOf, shown } from './grid.js';
import { isGridKey, moveCell } from './gridKeys.js';
import { origin, sight } from './gridScroll.js';
import { boxOf, cellUnder, drawHeat, type Placing } from './heatDraw.js';
import { statisticsWords } from './statistics.js';
import { cell, type Cell, size, slice } from './state.js';
import { useWidth } from './useWidth.js';
import { count } from '../shared/format.js';
import { t } from '../shared/strings.js';
import { themeVersion } from '../shared/theme.js';

/** The heads of rows and columns beside the picture, px. */
const LEFT = 34;
const TOP = 22;
const TALLEST = 420;

/** Every so many rows or columns one is named: about every 40 px. */
function marksOf(total: number, px: number): number[] {
  const least = (total * 40) / Math.max(1, px);
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  const step = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((each) => each >= least) ?? 10 * power);
  return Array.from({ length: Math.ceil(total / step) }, (_, i) => i * step);
}

/** The slice as a heat map, with the part of it that the numbers show; a press chooses a cell, and dragging the frame scrolls. */
export function HeatView() {
  const [box, width] = useWidth<HTMLDivElement>(600);
  const { rows, columns } = size.value;
  const narrow = width < 420;
  const beside = narrow ? 120 : 248;
  const placing = boxOf(rows, columns, {
    width: Math.max(60, Math.min(width - LEFT - beside, 760)),
    height: Math.min(TALLEST, Math.max(60, width - LEFT - beside)),
  });
  return (
    <div class="heat" ref={box}>
      {heatTrouble.value ? (
        <p class="notice error" role="alert">
          {heatTrouble.value}
        </p>
      ) : (
        <>
          <div
            class="heat-field"
            style={{ width: `${placing.width + LEFT}px`, height: `${Math.max(placing.height, 48) + TOP}px` }}
          >
            <Heads placing={placing} />
            <HeatCanvas placing={placing} />
          </div>
          <ColorScale
            height={Math.max(140, placing.height)}
            top={TOP}
            named={!narrow}
            statistics={ofSlice.asked.value.value?.of}
          />
        </>
      )}
    </div>
  );
}

function Heads({ placing: { width, height, rows, columns } }: { placing: Placing }) {
  const at = (i: number, total: number, px: number): string => `${((i + 0.5) * px) / total}px`;
  return (
    <>
      <div class="heat-top" style={{ left: `${LEFT}px`, width: `${width}px` }} aria-hidden="true">
        {marksOf(columns, width).map((i) => (
          <span key={i} style={{ left: at(i, columns, width) }}>
            {indexOf(slice.value.columns, i)}
          </span>
        ))}
      </div>
      <div
        class="heat-left"
        style={{ top: `${TOP}px`, height: `${height}px`, width: `${LEFT - 6}px` }}
        aria-hidden="true"
      >
        {marksOf(rows, height).map((i) => (
          <span key={i} style={{ top: at(i, rows, height) }}>
            {indexOf(slice.value.rows, i)}
          </span>
        ))}
      </div>
    </>
  );
}

function HeatCanvas({ placing }: { placing: Placing }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, rows, columns } = placing;
  const [of, to] = [heat.value, scale.value];
  const version = themeVersion.value;
  useLayoutEffect(() => {
    if (canvas.current && of) drawHeat(canvas.current, of, to ?? { low: 0, high: 0, diverging: false }, width, height);
  }, [of, to, width, height, version]);
  const place = (event: PointerEvent): Cell => cellUnder(event, canvas.current!, placing);
  const drag = useRef<(Cell & { from: Cell; moved: boolean }) | null>(null);
  const [wide, high] = [width / columns, height / rows];
  const frame = {
    left: origin.value.column * wide,
    top: origin.value.row * high,
    width: Math.min(columns - origin.value.column, sight.value.columns) * wide,
    height: Math.min(rows - origin.value.row, sight.value.rows) * high,
  };
  const isAll = sight.value.rows >= rows && sight.value.columns >= columns;
  const chosen = cell.value;
  const words = ofSlice.asked.value.value ? statisticsWords(ofSlice.asked.value.value.of) : '';
  const label = `${t('Heat map, {0} × {1}', count(rows), count(columns))}. ${words}`;
  return (
    <div
      class="heat-picture"
      style={{ left: `${LEFT}px`, top: `${TOP}px`, width: `${width}px`, height: `${height}px` }}
      tabIndex={0}
      role="img"
      aria-label={label}
      data-drawn={isHeatOfNow.value}
      onKeyDown={(event) => {
        if (!isGridKey(event) || rows === 0) return;
        event.preventDefault();
        cell.value = moveCell(event, cell.value ?? { row: 0, column: 0 }, { rows, columns }, { rows: 10, columns: 10 });
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        const at = place(event);
        const { row, column } = origin.value;
        const isIn =
          !isAll &&
          at.row >= row &&
          at.column >= column &&
          at.row < row + sight.value.rows &&
          at.column < column + sight.value.columns;
        drag.current = { ...at, from: origin.value, moved: !isIn };
        event.currentTarget.setPointerCapture(event.pointerId);
        if (!isIn) cell.value = at;
      }}
      onPointerMove={(event) => {
        const { current } = drag;
        if (!current) return;
        const at = place(event);
        if (at.row === current.row && at.column === current.column && !current.moved) return;
        current.moved = true;
        shown.scrollTo(current.from.row + at.row - current.row, current.from.column + at.column - current.column);
      }}
      onPointerUp={() => {
        const { current } = drag;
        drag.current = null;
        if (current && !current.moved) cell.value = { row: current.row, column: current.column };
      }}
    >
      <canvas ref={canvas} />
      {!isAll && <span class="heat-frame" style={px(frame)} />}
      {chosen && (
        <span
          class="heat-cell"
          style={px({
            left: chosen.column * wide - (Math.max(wide, 8) - wide) / 2,
            top: chosen.row * high - (Math.max(high, 8) - high) / 2,
            width: Math.max(wide, 8),
            height: Math.max(high, 8),
          })}
        />
      )}
    </div>
  );
}

const px = <K extends string>(of: Record<K, number>): Record<K, string> =>
  Object.fromEntries(Object.entries<number>(of).map(([key, value]) => [key, `${value}px`])) as Record<K, string>;
