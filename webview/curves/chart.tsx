import { effect, signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { IconButton } from '../shared/button.js';
import { visible } from '../shared/host.js';
import { MenuButton } from '../shared/menuButton.js';
import { t } from '../shared/strings.js';
import { placeOf, valueAt, xText, type Axis } from './axes.js';
import { ChartHead } from './chartHead.js';
import { ChartTable } from './chartTable.js';
import { chartLabel, inFront, isLogarithmic, LEFT, queryOf, useLines, useScene } from './chartScene.js';
import { drawOver, drawScene, penOf } from './drawing.js';
import { drawSoon } from './drawQueue.js';
import { exportChart } from './exporting.js';
import { chartKeys } from './chartKeys.js';
import { chosen, crosshair, leave, marked, point, toggleLogX, zoomTo } from './pointer.js';
import { answerOf, unwant, want } from './points.js';
import { heightAt, mainOf, nearestX, yPlace, type Scene } from './scene.js';
import { bestOf, type ScalarFacts } from './scalars.js';
import { changeView, palette, toggled, view } from './state.js';
import { useSeen } from './useSeen.js';

interface ChartProps {
  facts: ScalarFacts;
  height: number;
  pinned?: boolean;
  /** The name as it stands over the chart. */
  title: string;
  /** Another scalar of the same chart, such as that of the validation part. */
  partner?: ScalarFacts | null;
  /** One of a row on one scale: its axis, and whether the row's numbers stand beside it. */
  row?: { axis: Axis | null; first: boolean };
}

/** Every chart of the page as a table: T on one of them. */
const asTables = signal(false);
/** A shorter drag is a click, px. */
const LEAST_DRAG = 4;

/** The curves of one scalar. It asks for points, and draws, only while it is in sight. */
export function Chart({ facts, height, pinned = false, title, partner = null, row }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const base = useRef<HTMLCanvasElement>(null);
  const over = useRef<HTMLCanvasElement>(null);
  const drag = useRef<{ from: number; at: number } | null>(null);
  const [whole, setWhole] = useState(false);
  const { width, inSight } = useSeen(frame);
  const left = row ? (row.first ? LEFT : 0) : LEFT;
  const lines = useLines(facts);
  const { query, ids, key } = queryOf(facts, lines, width - left);
  const ready = inSight && visible.value && width > 0 && ids.length > 0;
  useWanted(facts.name, { query, ids, key }, ready);
  const other = queryOf(partner ?? facts, lines, width - left);
  useWanted(partner?.name ?? '', { ...other, ids }, ready && partner !== null);
  /** Whether what is drawn is what is asked for now. */
  const settled = ids.length === 0 || answerOf(facts.name).value?.key === key;
  const named = pinned || title === facts.name;
  const scene = useScene(facts, lines, {
    width,
    height,
    whole,
    named,
    left,
    bare: row !== undefined,
    shared: row?.axis,
    partner,
    active: ready,
  });
  const table = asTables.value;
  const colors = palette.value;
  const ring = partner ? null : ringOf(scene, facts, lines);

  useEffect(() => {
    const { current: canvas } = base;
    if (!canvas || !scene || !ready) return undefined;
    if (frame.current) frame.current.dataset.drawn = 'some';
    return drawSoon('base', frame, () => {
      const pen = penOf(canvas, width, height);
      if (pen) drawScene(pen, scene, colors, getComputedStyle(document.body).fontFamily, !row || row.first);
      if (frame.current && settled) frame.current.dataset.drawn = 'all';
    });
  }, [scene, colors, ready, table, settled]);

  useEffect(() => {
    if (!scene || !ready) return undefined;
    const draw = (): void => {
      const pen = over.current && penOf(over.current, width, height);
      if (!pen) return;
      const [at, range] = [crosshair.value, marked.value];
      const mine = at?.scalar === facts.name && !row;
      const span = range ? Math.abs(range.to - range.from) : 0;
      const text = (x: number | undefined): string => xText(view.value.x, x ?? 0, span);
      drawOver(pen, scene, colors, getComputedStyle(document.body).fontFamily, {
        at: at?.x ?? null,
        marked: range,
        front: inFront(scene, chosen.value ?? undefined),
        labels: mine ? { at: text(at.x), from: text(range?.from), to: text(range?.to) } : null,
        ring,
      });
    };
    let drop = (): void => undefined;
    const stop = effect(() => {
      void [crosshair.value, marked.value, chosen.value];
      drop = drawSoon('over', frame, draw);
    });
    return () => {
      stop();
      drop();
    };
  }, [scene, colors, ready, table]);

  const xAt = (event: PointerEvent): number => {
    const { x, box } = scene as Scene;
    const place = event.offsetX - box.left;
    return valueAt(x, Math.min(1, Math.max(0, place / box.width)));
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (!scene) return;
    const x = xAt(event);
    const near = nearestLine(scene, x, event.offsetY);
    point(facts.name, (near && nearestX(near.points, x)) ?? x, near?.id ?? null);
    if (drag.current) marked.value = { from: drag.current.from, to: x };
  };
  const onPointerDown = (event: PointerEvent): void => {
    if (!scene || event.button !== 0 || event.offsetX < scene.box.left) return;
    drag.current = { from: xAt(event), at: event.offsetX };
    over.current?.setPointerCapture(event.pointerId);
  };
  const onPointerUp = (event: PointerEvent): void => {
    const begun = drag.current;
    drag.current = null;
    const range = marked.value;
    if (!begun || !range) return;
    if (Math.abs(event.offsetX - begun.at) < LEAST_DRAG) marked.value = null;
    else zoomTo(sorted(range));
  };
  const onDblClick = (event: MouseEvent): void => {
    if (scene && event.offsetX < scene.box.left) setWhole(!whole);
    else zoomTo(null);
  };
  const pin = (): void => {
    const hadFocus = frame.current?.closest('figure')?.contains(document.activeElement);
    changeView({ pinned: toggled(view.value.pinned, facts.name) });
    // The chart is made anew where it stands then.
    if (hadFocus) requestAnimationFrame(() => focusChart(facts.name));
  };
  const log = (): void => changeView({ logarithmic: toggled(view.value.logarithmic, facts.name) });
  const showTable = (): void => {
    asTables.value = !table;
    requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus());
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const letters: Record<string, () => void> = { KeyT: showTable, KeyP: pin, KeyL: log, KeyX: toggleLogX };
    const letter = event.altKey || event.ctrlKey || event.metaKey ? undefined : letters[event.code];
    if (event.key === 'Escape' && drag.current) {
      drag.current = null;
      marked.value = null;
    } else if (letter) letter();
    else if (!scene || !chartKeys(event, facts.name, scene)) return;
    event.preventDefault();
  };
  useEffect(() => {
    // Esc leaves a range that is being dragged, wherever the focus is.
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || !drag.current) return;
      drag.current = null;
      marked.value = null;
    };
    addEventListener('keydown', escape);
    return () => removeEventListener('keydown', escape);
  }, []);

  const menu = (
    <MenuButton
      class="chart-menu"
      icon="ellipsis"
      label={t('More for {0}', facts.name)}
      menu={facts.name}
      items={[
        { id: 'pin', label: t('Pinned first (P)'), checked: pinned, onPress: pin },
        { id: 'log', label: t('Logarithmic scale (L)'), checked: isLogarithmic(facts), onPress: log },
        { id: 'whole', label: t('All values in sight'), checked: whole, onPress: () => setWhole(!whole) },
        { id: 'table', label: t('Numbers as a table (T)'), checked: table, onPress: showTable },
        ...(['svg', 'png', 'csv'] as const).map((kind) => ({
          id: kind,
          label: t('Save as {0}…', kind.toUpperCase()),
          onPress: () => exportChart(kind, facts),
        })),
      ]}
    />
  );
  return (
    <figure
      class={`chart ${pinned ? 'pinned' : ''} ${row ? 'small' : ''}`}
      aria-label={facts.name}
      onContextMenu={(event) => {
        event.preventDefault();
        frame.current?.parentElement?.querySelector<HTMLElement>('.chart-menu .icon-button')?.click();
      }}
    >
      <figcaption class="chart-head">
        {pinned && <IconButton icon="pinned" label={t('Unpin {0}', facts.name)} pressed onPress={pin} />}
        <ChartHead facts={facts} title={title} lines={lines} bare={row !== undefined} alone={partner === null}>
          {menu}
        </ChartHead>
      </figcaption>
      <div
        class="chart-frame"
        ref={frame}
        data-settled={settled}
        data-least={scene?.y.min}
        style={table ? {} : { height: `${height}px` }}
        onKeyDown={onKeyDown}
      >
        {table ? (
          <ChartTable facts={facts} lines={lines} />
        ) : (
          <>
            <canvas ref={base} aria-hidden="true" />
            <canvas
              ref={over}
              role="img"
              tabIndex={0}
              aria-label={chartLabel(facts, lines)}
              aria-keyshortcuts="T P L X"
              onPointerMove={onPointerMove}
              onPointerDown={onPointerDown}
              onPointerUp={onPointerUp}
              onPointerCancel={() => (drag.current = marked.value = null)}
              onPointerLeave={() => drag.current || leave()}
              onBlur={leave}
              onDblClick={onDblClick}
            />
          </>
        )}
      </div>
    </figure>
  );
}

function focusChart(name: string): void {
  const charts = [...document.querySelectorAll<HTMLElement>('figure.chart')];
  const own = charts.find((each) => each.getAttribute('aria-label') === name);
  own?.querySelector<HTMLElement>('.chart-frame [tabindex="0"]')?.focus();
}

const sorted = ({ from, to }: { from: number; to: number }) => (from <= to ? { from, to } : { from: to, to: from });

/** The line that is drawn nearest to the pointer. */
function nearestLine(scene: Scene, x: number, y: number) {
  let best: Scene['lines'][number] | null = null;
  let least = Infinity;
  for (const line of scene.lines) {
    const at = nearestX(line.points, x);
    const value = heightAt(mainOf(line.points), x) ?? (at === null ? null : heightAt(mainOf(line.points), at));
    if (value === null) continue;
    const apart = Math.abs(yPlace(scene, value) - y);
    if (apart < least) [best, least] = [line, apart];
  }
  return best;
}

/** A single run has a ring at its best value, where steps are what stands under the chart. */
function ringOf(scene: Scene | null, facts: ScalarFacts, lines: ReturnType<typeof useLines>) {
  const [only] = lines;
  if (!scene || lines.length !== 1 || only.runs.length !== 1 || view.value.x !== 'step') return null;
  const best = bestOf(only.runs[0], facts);
  const height = scene.lines[0] && best ? heightAt(mainOf(scene.lines[0].points), best.step) : null;
  // A smoothed line does not go through a value that is better than its neighbours.
  const isOn = height !== null && best && Math.abs(placeOf(scene.y, height) - placeOf(scene.y, best.value)) < 0.02;
  return isOn ? { x: best.step, y: best.value } : null;
}

/** Asks for points while they are wanted and not there. */
function useWanted(name: string, wanted: Parameters<typeof want>[0], on: boolean): void {
  useEffect(() => {
    if (!on || answerOf(name).value?.key === wanted.key) return undefined;
    want(wanted);
    return () => void unwant(name);
  }, [on, name, wanted.key]);
}
