import { useMemo, useRef } from 'preact/hooks';
import type { CurvePoints, XKind } from '../../extension/protocol/curves.js';
import { t } from '../shared/strings.js';
import type { Rgb } from '../shared/theme.js';
import { xAxis, xName, type Axis } from './axes.js';
import { colorOf } from './looks.js';
import { answerOf, axisOf, domain, growth } from './points.js';
import { axisThrough, type DrawnLine, type Scene } from './scene.js';
import { bestOf, scalarOf, valueText, type ScalarFacts } from './scalars.js';
import { isLogX, isMany, kept, palette, shownLines, view, type Line } from './state.js';

/** How wide the numbers of the y axis are, how high those of the x axis, and what is left above the plot, px. */
export const LEFT = 38;
const BELOW = 20;
const ABOVE = 7;
/** Beside the plot of two scalars, for their names, px. */
const NAMES = 72;
/** Under the plot of a chart without numbers. */
const BARE = 4;

/** The lines shown that have a scalar. */
export function useLines({ name }: ScalarFacts): Line[] {
  const shown = shownLines.value;
  return useMemo(() => shown.filter(({ runs }) => runs.some((run) => scalarOf(run, name))), [shown, name]);
}

/** A column of points is two pixels wide: it still has its least and its greatest value. */
const COLUMN = 2;
/** Columns are asked for in steps, so that a page that changes its width does not ask at every pixel. */
const STEP = 20;

/** What is asked for the chart of a scalar. */
export function queryOf(facts: ScalarFacts, lines: readonly Line[], width: number) {
  const { x, smoothing } = view.value;
  const { zoom, band } = kept.value;
  const query = {
    scalar: facts.name,
    lines: lines.map(({ runs }) => runs.filter((run) => scalarOf(run, facts.name)).map(({ id }) => id)),
    band,
    x,
    from: zoom?.from ?? null,
    to: zoom?.to ?? null,
    columns: Math.min(4000, Math.max(1, Math.ceil(width / COLUMN / STEP)) * STEP),
    logarithmicX: isLogX.value,
    smoothing: facts.isRate ? 0 : smoothing,
  };
  const grown = query.lines.flat().reduce((sum, id) => sum + (growth.value.get(id) ?? 0), 0);
  const ids = lines.map(({ id }) => id);
  return { query, ids, key: JSON.stringify([query, grown]) };
}

/** The points that there are of the lines shown. Those of another x axis are none. */
export function pointsOf(facts: ScalarFacts, lines: readonly Line[]): { line: Line; points: CurvePoints }[] {
  const answer = answerOf(facts.name).value;
  if (answer?.axis !== axisOf({ x: view.value.x, logarithmicX: isLogX.value })) return [];
  return lines.flatMap((line) => {
    const points = answer.lines.get(line.id);
    return points && points.x.length > 0 ? [{ line, points }] : [];
  });
}

export const isLogarithmic = ({ name }: ScalarFacts): boolean => view.value.logarithmic.includes(name);

interface SceneOptions {
  width: number;
  height: number;
  /** All values, not the middle ones alone. */
  whole: boolean;
  named: boolean;
  left?: number;
  /** Without numbers under the x axis. */
  bare?: boolean;
  /** The scalar that stands in the same chart. */
  partner?: ScalarFacts | null;
  /** Out of sight it keeps the scene that it had. */
  active: boolean;
  /** The scale that a row of charts has in common. */
  shared?: Axis | null;
}

export function useScene(facts: ScalarFacts, lines: readonly Line[], options: SceneOptions): Scene | null {
  const { width, height, whole, named, left = LEFT, bare = false, partner = null, active, shared } = options;
  const answer = answerOf(facts.name).value;
  const other = partner ? answerOf(partner.name).value : null;
  const { min, max } = domain.value;
  const colors = palette.value;
  const logarithmic = isLogarithmic(facts);
  const { x: kind } = view.value;
  const logX = isLogX.value;
  const many = isMany.value;
  // A state that is told again has new lines that look as before.
  const looks = lines
    .map(({ id, name, look }) => [id, name, look.role, look.dash, look.tone, look.ramp].join(' '))
    .join('\n');
  const last = useRef<Scene | null>(null);
  const made = useMemo((): Scene | null => {
    if (!active || width <= left + 10) return null;
    const pair = partner ? pointsOf(partner, lines) : [];
    const drawn = [...pointsOf(facts, lines), ...pair];
    const box = {
      left,
      top: ABOVE,
      width: width - left - (partner ? NAMES : 2),
      height: height - ABOVE - (bare ? BARE : BELOW),
    };
    const range = { min, max };
    const answered = answer?.axis === axisOf({ x: kind, logarithmicX: logX });
    return {
      box,
      x: { ...xAxis(kind, range, box.width, logX), ...(bare && { ticks: [] }) },
      y:
        shared ??
        axisThrough(
          drawn.map(({ points }) => points),
          range,
          facts,
          { logarithmic, whole, height: box.height },
        ),
      xName: named ? xName(kind, logX) : '',
      named: partner !== null,
      ...(answered && drawn.length === 0 && lines.length > 0 && { lacking: lackingWords(facts, lines, kind) }),
      lines: drawn.map(({ line, points }, i): DrawnLine => {
        const isPair = i >= drawn.length - pair.length;
        // Training is muted beside validation.
        const color = partner ? colors[isPair ? 'right' : 'muted'] : colorOf(line.look, colors);
        const name = partner ? (isPair ? partner.leaf : facts.leaf) : line.name;
        return {
          id: isPair ? `${line.id} ${i}` : line.id,
          name,
          color,
          dash: line.look.dash,
          width: many ? 1 : 1.5,
          points,
        };
      }),
    };
  }, [
    facts.name,
    answer,
    other,
    looks,
    width,
    height,
    whole,
    named,
    left,
    bare,
    active,
    shared,
    min,
    max,
    colors,
    logarithmic,
    kind,
    logX,
    many,
  ]);
  return (last.current = made ?? last.current);
}

/** Why lines have no point on the x axis. */
function lackingWords({ name }: ScalarFacts, lines: readonly Line[], kind: XKind): string {
  const what = kind === 'epoch' ? 'epoch' : 'time';
  const has = lines.some(({ runs }) => runs.some((run) => scalarOf(run, name)?.has[what]));
  if (kind === 'step' || has) return t('no value here');
  return what === 'epoch' ? t('no epochs logged') : t('no times logged');
}

/** The line in front: in a colour of its own where lines are coloured by a setting. */
export function inFront(scene: Scene, id: string | undefined): DrawnLine | null {
  const line = scene.lines.find((each) => each.id === id);
  return line ? { ...line, color: isMany.value ? palette.value.wrong : line.color } : null;
}

/** The best of the lines shown: the value, the lines that have it, and where. */
export function bestShown(facts: ScalarFacts, lines: readonly Line[]) {
  const found = lines.flatMap((line) =>
    line.runs.flatMap((run) => {
      const best = bestOf(run, facts);
      return best ? [{ line, ...best }] : [];
    }),
  );
  if (found.length === 0) return null;
  const sign = facts.best === 'least' ? 1 : -1;
  const value = found.reduce((best, each) => (sign * each.value < sign * best ? each.value : best), found[0].value);
  return {
    value,
    step: found.find((each) => each.value === value)?.step ?? 0,
    all: found.filter((each) => each.value === value),
  };
}

/** The numbers of a chart in one line, for people who do not see it. */
const MOST_SAID = 12;
export function chartLabel(facts: ScalarFacts, lines: readonly Line[]): string {
  const parts = lines.slice(0, MOST_SAID).flatMap(({ name, runs }) => {
    const last = scalarOf(runs[0], facts.name)?.last;
    return last ? [`${name} ${valueText(facts, last.value)}`] : [];
  });
  return `${facts.name}: ${parts.join(', ')}${lines.length > MOST_SAID ? ', …' : ''}`;
}

export const colorFor = ({ look }: Line): Rgb => colorOf(look, palette.value);
