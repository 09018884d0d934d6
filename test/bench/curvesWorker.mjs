/** Answers a page of curves from a thread of the browser, as the host does from its process: 40 scalars of 10 runs. */
import { bandOf, MersenneTwister, smoothed, thinned } from '@surprisal/core';

const RUNS = 10;
const SCALARS = 40;
const POINTS = 100_000;
/** So many different curves of each run; the other scalars have the same, so that the thread stays small. */
const KINDS = 4;

const x = Float64Array.from({ length: POINTS }, (_, i) => i + 1);
const curves = Array.from({ length: RUNS * KINDS }, (_, i) => {
  const random = new MersenneTwister(i + 1);
  return x.map((step) => (2 * Math.exp(-step / 20_000) + 0.02 * (1 + (i % 7))) * Math.exp(random.double() - 0.5));
});
const names = Array.from({ length: SCALARS }, (_, i) => `group ${i >> 3}/loss ${i}`);
const ids = Array.from({ length: RUNS }, (_, i) => `run-${i}`);
const curveOf = (run, scalar) => curves[ids.indexOf(run) * KINDS + (names.indexOf(scalar) % KINDS)];

const means = new Map();
function meanOf(run, scalar, over) {
  const y = curveOf(run, scalar);
  const key = `${curves.indexOf(y)} ${over}`;
  if (!means.has(key)) means.set(key, smoothed(x, y, over));
  return means.get(key);
}

const reading = (y, better) => {
  const i = better ? y.reduce((best, value, at) => (better(value, y[best]) ? at : best), 0) : POINTS - 1;
  return { step: x[i], value: y[i] };
};
const readings = new Map(
  curves.map((y) => [
    y,
    { last: reading(y), least: reading(y, (a, b) => a < b), greatest: reading(y, (a, b) => a > b) },
  ]),
);

const state = () => ({
  id: 'bench',
  title: 'bench',
  reading: null,
  every: null,
  view: {
    x: 'step',
    smoothing: 100,
    hidden: [],
    pinned: [],
    logarithmic: names.slice(0, 8),
    logarithmicX: false,
    bands: false,
    table: false,
    search: '',
  },
  runs: ids.map((id, i) => ({
    id,
    title: id,
    named: false,
    source: 'tensorboard',
    place: id,
    live: false,
    settings: { rate: 0.01 * (1 + i), seed: 1 },
    scalars: names.map((name) => ({
      name,
      points: POINTS,
      notFinite: 0,
      ...readings.get(curveOf(id, name)),
      has: { epoch: false, time: true },
    })),
    problems: [],
    notes: [],
    others: {},
  })),
});

function points({ scalar, lines, from, to, columns, smoothing, band }) {
  const range = { from: from ?? -Infinity, to: to ?? Infinity };
  const thin = (y) => thinned({ x, y }, columns, range);
  return lines.map((line) => {
    if (line.length === 1) {
      const [run] = line;
      return {
        ...thin(curveOf(run, scalar)),
        smooth: smoothing > 1 ? thin(meanOf(run, scalar, smoothing)) : null,
        band: null,
      };
    }
    const { mean, low, high } = bandOf(
      line.map((run) => ({ x, y: curveOf(run, scalar) })),
      band,
    );
    return { ...thin(mean), smooth: null, band: { low: thin(low), high: thin(high) } };
  });
}

const methods = {
  hydrate: state,
  points: (queries) => queries.map(points),
  readAt: ({ scalars, runs, at }) =>
    runs.flatMap((run) => {
      const i = Math.max(0, Math.min(POINTS - 1, Math.round(at) - 1));
      return scalars.map((scalar) => ({
        run,
        scalar,
        step: x[i],
        x: x[i],
        value: curveOf(run, scalar)[i],
        smoothed: null,
      }));
    }),
};

postMessage('ready');
addEventListener('message', ({ data: { id, method, params } }) => {
  const result = methods[method]?.(params);
  postMessage({ kind: 'reply', id, result });
});
