import { useComputed } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { count } from '../../shared/format.js';
import { plural, t } from '../../shared/strings.js';
import { cellLabel } from '../matrix/cellWords.js';
import { move, type Cell } from '../matrix/matrixKeys.js';
import { pick } from '../merge/classGroups.js';
import { blockStarts, matrix, order, report, run, scale, shareOf, shownCell, view } from '../state.js';
import { blockOf, blockSpan, holds, ZOOM, zoomed, within, type Frame } from './frame.js';
import { HeatCanvas } from './heatCanvas.js';
import { heatCells } from './heatCells.js';
import { HeatMarks } from './heatMarks.js';
import { atPlaces, choose, frame, goBack, openFrame, setPointed } from './manyState.js';

/** How far the pointer moves before it drags, px, and how far a wheel turns before it zooms. */
const DRAGS = 4;
const TURN = 30;

/** The whole matrix without numbers: one tab stop, arrows move a cell, Enter opens its block, + and - zoom. */
export function HeatMap({ side }: { side: number }) {
  const plot = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<Cell | null>(null);
  const [focused, setFocused] = useState(false);
  const drag = useRef<{ x: number; y: number; frame: Frame; moved: boolean } | null>(null);
  const cells = useComputed(() =>
    matrix.value ? heatCells(matrix.value, order.value, order.value, scale.value, view.value.hideDiagonal) : null,
  ).value;
  const places = order.value;
  const size = places.length;
  const classes = run.value?.classes ?? [];
  const at = cursor && cursor.actual < size && cursor.predicted < size ? cursor : shownCell.value;
  const here = at ?? { actual: places[0] ?? 0, predicted: places[0] ?? 0 };
  const zoom = (by: number, about: Cell) => {
    if (frame.peek()) openFrame(zoomed(frame.peek()!, by, about, size));
  };
  const zoomNow = useRef(zoom);
  zoomNow.current = zoom;
  const go = (cell: Cell) => {
    setCursor(cell);
    setPointed(cell);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey) return;
    const to = move(event.key, event.ctrlKey, here, places) ?? moveByBlock(event.key, here);
    if (to) go(to);
    else if (event.key === 'Enter') choose(here);
    else if (event.key === 'Escape') goBack();
    else if (event.key === ' ') pick([here.actual]);
    else if (event.ctrlKey) return;
    else if (event.key === '+' || event.key === '=') zoom(ZOOM, atPlaces(here));
    else if (event.key === '-') zoom(1 / ZOOM, atPlaces(here));
    else return;
    event.preventDefault();
  };
  const placeAt = (event: MouseEvent): Cell => {
    const box = plot.current?.getBoundingClientRect();
    const place = (along: number): number => Math.min(size - 1, Math.max(0, Math.floor((along / side) * size)));
    return { actual: place(event.clientY - (box?.top ?? 0)), predicted: place(event.clientX - (box?.left ?? 0)) };
  };
  const classAt = ({ actual, predicted }: Cell): Cell => ({
    actual: places[actual] ?? 0,
    predicted: places[predicted] ?? 0,
  });
  const onPointerDown = (event: PointerEvent) => {
    const place = placeAt(event);
    if (event.button !== 0 || !frame.peek() || !holds(frame.peek()!, place)) return;
    drag.current = { x: event.clientX, y: event.clientY, frame: frame.peek()!, moved: false };
    plot.current?.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent) => {
    const { current } = drag;
    if (!current) {
      setPointed(classAt(placeAt(event)));
      return;
    }
    const [right, down] = [event.clientX - current.x, event.clientY - current.y];
    if (!current.moved && Math.hypot(right, down) < DRAGS) return;
    current.moved = true;
    const { row, column } = current.frame;
    openFrame(
      within({ ...current.frame, row: row + (down / side) * size, column: column + (right / side) * size }, size),
    );
  };
  const onClick = (event: MouseEvent) => {
    const moved = drag.current?.moved ?? false;
    drag.current = null;
    if (moved) return;
    const cell = classAt(placeAt(event));
    setCursor(cell);
    choose(cell);
  };
  useEffect(() => {
    const element = plot.current;
    let turned = 0;
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      turned += event.deltaY;
      if (Math.abs(turned) < TURN) return;
      zoomNow.current(turned < 0 ? ZOOM : 1 / ZOOM, placeAt(event));
      turned = 0;
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [side, size]);
  const words = (cell: Cell): string =>
    cellLabel(classes, cell, matrix.value?.counts[cell.actual]?.[cell.predicted] ?? 0, shareOf(cell));
  return (
    <div
      class="heat-plot"
      style={{ height: `${side}px`, width: `${side}px` }}
      role="application"
      aria-roledescription={t('heat map')}
      aria-label={t('Confusion matrix: actual class on the rows, predicted class on the columns')}
      aria-describedby="heat-keys"
      tabIndex={0}
      ref={plot}
      onKeyDown={onKeyDown}
      onFocus={() => setFocused(true)}
      onBlur={() => {
        setFocused(false);
        setPointed(null);
      }}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerLeave={() => setPointed(null)}
      onClick={onClick}
    >
      {cells && <HeatCanvas cells={cells} width={side} height={side} label={summary()} />}
      <HeatMarks side={side} cursor={focused ? here : null} />
      <p class="only-read" id="heat-keys">
        {t('Arrows move by a class, Page Up and Page Down by a block; Enter opens the block, plus and minus zoom.')}
      </p>
      <p class="only-read" aria-live="polite">
        {focused ? words(here) : ''}
      </p>
    </div>
  );
}

/** The block before or after, along the diagonal. */
function moveByBlock(key: string, cell: Cell): Cell | null {
  const by = key === 'PageUp' ? -1 : key === 'PageDown' ? 1 : 0;
  const starts = blockStarts.peek();
  if (by === 0 || starts.length === 0) return null;
  const block = blockOf(starts, atPlaces(cell).actual) + by;
  const [from] = blockSpan(starts, Math.min(starts.length - 1, Math.max(0, block)), order.peek().length);
  const index = order.peek()[from] ?? 0;
  return { actual: index, predicted: index };
}

/** What the map shows, in numbers. */
function summary(): string {
  const { classes = [] } = run.value ?? {};
  const cell = shownCell.value;
  const numbers = report.value;
  const right = numbers?.classes.reduce((sum, { correct }) => sum + correct, 0) ?? 0;
  const items = cell ? (matrix.value?.counts[cell.actual]?.[cell.predicted] ?? 0) : 0;
  const most = cell
    ? t(' {0} read as {1}: {2}.', classes[cell.actual] ?? '', classes[cell.predicted] ?? '', count(items))
    : '';
  return (
    plural(
      classes.length,
      '{0} class, {1} of {2} right.',
      '{0} classes, {1} of {2} right.',
      count(right),
      count(numbers?.total ?? 0),
    ) + most
  );
}
