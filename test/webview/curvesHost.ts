import { bandOf, MersenneTwister, smoothed, thinned, type Curve } from '@surprisal/core';
import type {
  CurveAt,
  CurvePoints,
  CurveRun,
  CurveScalar,
  CurvesApi,
  CurvesQuery,
  CurvesState,
  CurvesView,
  XKind,
} from '../../extension/protocol/curves.js';
import type { Handlers } from '../../extension/protocol/rpc.js';

type Settings = CurveRun['settings'];

/** A value of each step; `every` so many steps one. */
interface Shape {
  name: string;
  steps: number;
  every?: number;
  at: (share: number, noise: () => number, settings: Settings, seed: number) => number;
}

const rateOf = ({ rate }: Settings): number => (typeof rate === 'number' ? rate : 0.05);
const floorOf: Record<string, number> = { 'Label smoothing 0.1': 0.62, Focal: 0.004, 'Squared error': 0.03 };
const floor = ({ loss, network }: Settings): number =>
  floorOf[String(loss)] ?? (network === 'Convolution' ? 0.006 : 0.01);
const skill = ({ network, rate }: Settings): number =>
  (network === 'Convolution' ? 0.035 : 0) - 0.02 * Math.abs(Math.log10(typeof rate === 'number' ? rate / 0.1 : 1)) ** 2;

const lossShape = (name: string, steps: number, every: number, noisy: number): Shape => ({
  name,
  steps,
  every,
  at: (share, noise, settings) =>
    (2.2 * Math.exp(-share * (18 + 60 * rateOf(settings))) + 0.25 * Math.exp(-share * 4) + floor(settings)) *
    Math.exp(noisy * noise()),
});
const shareShape = (name: string, steps: number, every: number, top: number, noisy: number): Shape => ({
  name,
  steps,
  every,
  at: (share, noise, settings) =>
    Math.max(0, Math.min(1, top + skill(settings) - (top - 0.1) * Math.exp(-share * 22) + noisy * noise())),
});

/** The scalars of a run of 20 epochs, of which each batch and each epoch is told. */
export const shapes = (steps = 1440): Shape[] => {
  const epoch = Math.max(1, Math.round(steps / 20));
  return [
    lossShape('train/loss', steps, 1, 0.5),
    shareShape('train/accuracy', steps, 1, 0.99, 0.03),
    {
      name: 'train/lr',
      steps,
      at: (share, _, { schedule, rate }) =>
        schedule === 'cosine' ? (rateOf({ rate }) * (1 + Math.cos(Math.PI * share))) / 2 : rateOf({ rate }),
    },
    shareShape('valid/accuracy', steps, epoch, 0.925, 0.006),
    lossShape('valid/loss', steps, epoch, 0.06),
    shareShape('test/accuracy', steps, epoch, 0.92, 0.006),
    shareShape('test/balanced accuracy', steps, epoch, 0.918, 0.006),
    lossShape('test/loss', steps, epoch, 0.05),
    { ...shareShape('test/macro F1', steps, epoch, 0.918, 0.006) },
    ...Array.from({ length: 10 }, (_, digit) => shareShape(`recall/${digit}`, steps, epoch, 0.97 - 0.01 * digit, 0.02)),
  ];
};

interface Series {
  scalar: string;
  curve: Curve;
  every: number;
}

export interface MadeRun {
  run: CurveRun;
  series: Series[];
}

/** A run of a seeded generator. */
export function madeRun(id: string, settings: Settings, some: readonly Shape[], more: Partial<CurveRun> = {}): MadeRun {
  const seed = typeof settings.seed === 'number' ? settings.seed : 1;
  const random = new MersenneTwister(seed * 1000 + Number(/\d+$/.exec(id)?.[0] ?? 0));
  const noise = (): number => random.double() + random.double() + random.double() - 1.5;
  const series = some.map(({ name, steps, every = 1, at }): Series => {
    const length = Math.floor(steps / every);
    const x = Float64Array.from({ length }, (_, i) => (i + 1) * every);
    return { scalar: name, every, curve: { x, y: x.map((step) => at(step / steps, noise, settings, seed)) } };
  });
  const run: CurveRun = {
    id,
    title: `26 Nov, 02:36:${id.slice(-2)}`,
    named: false,
    source: 'trained',
    place: `.surprisal/runs/${id}`,
    live: false,
    settings,
    scalars: series.map(factsOf),
    problems: [],
    notes: [],
    others: {},
    ...more,
  };
  return { run, series };
}

function factsOf({ scalar: name, curve: { x, y } }: Series): CurveScalar {
  const reading = (i: number) => (i < 0 ? null : { step: x[i], value: y[i] });
  let [least, greatest, last, notFinite] = [-1, -1, -1, 0];
  y.forEach((value, i) => {
    if (!Number.isFinite(value)) notFinite++;
    else {
      last = i;
      if (least < 0 || value < y[least]) least = i;
      if (greatest < 0 || value > y[greatest]) greatest = i;
    }
  });
  return {
    name,
    points: x.length,
    notFinite,
    last: reading(last),
    least: reading(least),
    greatest: reading(greatest),
    has: { epoch: true, time: true },
  };
}

/** Steps a second, and steps an epoch, of every made run. */
const SECONDS = 0.01;
const EPOCH = 72;
const START = 1_700_000_000;
const places: Record<XKind, (step: number) => number> = {
  step: (step) => step,
  epoch: (step) => step / EPOCH,
  relative: (step) => step * SECONDS,
  wall: (step) => START + step * SECONDS,
};

export const firstView: CurvesView = {
  x: 'step',
  smoothing: 20,
  hidden: [],
  pinned: ['train/loss'],
  logarithmic: ['train/loss'],
  logarithmicX: false,
  bands: false,
  table: false,
  search: '',
};

/** What a page of curves asks for, answered from made runs, with a note of all that it asked. */
export class CurvesHost {
  readonly asked: [method: string, params: unknown][] = [];
  view = firstView;
  reading: CurvesState['reading'] = null;
  title = '.surprisal/runs';
  private readonly smooth = new Map<string, Curve>();
  onAsked: (method: string) => void = () => undefined;

  constructor(readonly made: MadeRun[]) {}

  get state(): CurvesState {
    const { title, reading, view } = this;
    return { id: 'made', title, reading, every: null, view, runs: this.made.map(({ run }) => run) };
  }

  private note<T>(method: string, answer: (params: T) => unknown = () => undefined) {
    return (params: T): never => {
      this.asked.push([method, params]);
      this.onAsked(method);
      return answer(params) as never;
    };
  }

  series(run: string, scalar: string): Series | undefined {
    return this.made.find((each) => each.run.id === run)?.series.find((each) => each.scalar === scalar);
  }

  private curve(run: string, scalar: string, x: XKind, smoothing: number): Curve | null {
    const series = this.series(run, scalar);
    const facts = this.made.find((each) => each.run.id === run)?.run.scalars.find(({ name }) => name === scalar);
    if (!series || (x !== 'step' && !facts?.has[x === 'epoch' ? 'epoch' : 'time'])) return null;
    const key = JSON.stringify([run, scalar, smoothing, series.curve.x.length]);
    let curve = smoothing > 1 ? this.smooth.get(key) : series.curve;
    if (!curve)
      this.smooth.set(key, (curve = { x: series.curve.x, y: smoothed(series.curve.x, series.curve.y, smoothing) }));
    return x === 'step' ? curve : { x: curve.x.map(places[x]), y: curve.y };
  }

  private points({
    scalar,
    lines,
    x,
    from,
    to,
    columns,
    smoothing,
    band,
    logarithmicX: logarithmic,
  }: CurvesQuery): CurvePoints[] {
    const range = { logarithmic, ...(from !== null && { from }), ...(to !== null && { to }) };
    const thin = (curve: Curve): Curve => thinned(curve, columns, range);
    const empty = { x: new Float64Array(), y: new Float64Array(), smooth: null, band: null };
    return lines.map((ids): CurvePoints => {
      const curves = ids.flatMap((id) => this.curve(id, scalar, x, smoothing) ?? []);
      if (curves.length === 0) return empty;
      if (curves.length > 1) {
        const { x: at, mean, low, high } = bandOf(curves, band);
        return {
          ...thin({ x: at, y: mean }),
          smooth: null,
          band: { low: thin({ x: at, y: low }), high: thin({ x: at, y: high }) },
        };
      }
      const raw = this.curve(ids[0], scalar, x, 0) as Curve;
      return { ...thin(raw), smooth: smoothing > 1 ? thin(curves[0]) : null, band: null };
    });
  }

  readonly handlers: Handlers<CurvesApi> = {
    hydrate: () => this.state,
    remember: this.note<CurvesView>('remember', (view) => void (this.view = view)),
    points: this.note<CurvesQuery[]>('points', (queries) => queries.map((query) => this.points(query))),
    readAt: this.note<Parameters<CurvesApi['readAt']>[0]>('readAt', ({ scalars, runs, x, at, smoothing }) =>
      runs.flatMap((run) =>
        scalars.flatMap((scalar): CurveAt[] => {
          const raw = this.curve(run, scalar, x, 0);
          if (!raw || raw.x.length === 0) return [];
          const i = raw.x.reduce((best, value, j) => (Math.abs(value - at) < Math.abs(raw.x[best] - at) ? j : best), 0);
          const mean = smoothing > 1 ? (this.curve(run, scalar, x, smoothing)?.y[i] ?? null) : null;
          const step = this.series(run, scalar)?.curve.x[i] ?? 0;
          return [{ run, scalar, step, x: raw.x[i], value: raw.y[i], smoothed: mean }];
        }),
      ),
    ),
    openRun: this.note('openRun'),
    addFiles: this.note('addFiles'),
    beginRun: this.note('beginRun'),
    saveCsv: this.note('saveCsv'),
    saveExport: this.note('saveExport'),
    copy: this.note('copy'),
    ping: () => undefined,
  };
}

const base = { loss: 'Cross-entropy', network: '784-32-10', optimiser: 'SGD', schedule: 'constant', rate: 0.05 };

/** Eight runs as one compares them: three seeds, and one thing changed in each of the others. */
export const eightRuns = (): MadeRun[] =>
  [
    { ...base, seed: 1 },
    { ...base, seed: 2 },
    { ...base, seed: 3 },
    { ...base, loss: 'Focal', seed: 1 },
    { ...base, loss: 'Squared error', seed: 1 },
    { ...base, optimiser: 'Adam', schedule: 'one cycle', rate: 0.004, seed: 1 },
    { ...base, network: 'Convolution', schedule: 'cosine', rate: 0.03, seed: 1 },
    { ...base, loss: 'Label smoothing 0.1', seed: 1 },
  ].map((settings, i) => madeRun(`run-${10 + i}`, settings, shapes()));

/** Rates, each with so many seeds. */
export const sweep = (rates: readonly number[], seeds: number): MadeRun[] =>
  rates.flatMap((rate, i) =>
    Array.from({ length: seeds }, (_, seed) =>
      madeRun(
        `sweep-${10 + i * seeds + seed}`,
        { loss: 'Cross-entropy', network: '784-32-10', rate, seed: seed + 1 },
        shapes(),
      ),
    ),
  );
