import { COEFFICIENT } from '../divergences/bhattacharyyaCoefficient.js';
import { BHATTACHARYYA_DISTANCE } from '../divergences/bhattacharyyaDistance.js';
import { COST, earthMoverGradient, earthMoverItems } from '../divergences/earthMover.js';
import { HELLINGER } from '../divergences/hellinger.js';
import { JS_DISTANCE } from '../divergences/jsDistance.js';
import { JS } from '../divergences/jsDivergence.js';
import { KL } from '../divergences/klDivergence.js';
import { TOTAL_VARIATION } from '../divergences/totalVariation.js';
import { WASSERSTEIN } from '../divergences/wasserstein1.js';
import { DISTANCE_OPTIONS } from '../divergences/rowDistance.js';
import { type TensorLike, toTensor } from '../tensor/tensor.js';
import type { Measure } from './measure.js';

const two = {
  domain: 'distributions',
  arguments: ['target', 'prediction'],
  item: 'row',
} as const;

/** The distances of two distributions, in the order in which a list shows them. */
export const divergences: readonly Measure[] = [
  {
    ...two,
    ...KL,
    id: 'klDivergence',
    title: 'KL divergence (relative entropy)',
    formula: { tex: String.raw`\sum_k p_k \ln \frac{p_k}{q_k}`, plain: 'sum p ln(p / q)' },
    unit: 'nats',
    conventions: ['no epsilon'],
    source: 'the course; Cover and Thomas, Elements of Information Theory, 2.3',
  },
  {
    ...two,
    ...JS,
    id: 'jsDivergence',
    title: 'Jensen-Shannon divergence',
    formula: {
      tex: String.raw`\tfrac12 KL(p \Vert m) + \tfrac12 KL(q \Vert m),\quad m = \tfrac12 (p + q)`,
      plain: '(KL(p || m) + KL(q || m)) / 2, with m = (p + q) / 2',
    },
    unit: 'nats',
    conventions: ['the divergence, not its root'],
    source: 'Lin (1991), Divergence measures based on the Shannon entropy',
  },
  {
    ...two,
    ...JS_DISTANCE,
    id: 'jsDistance',
    title: 'Jensen-Shannon distance',
    formula: { tex: String.raw`\sqrt{JS(p, q)}`, plain: 'sqrt(JS(p, q))' },
    unit: 'square root of nats',
    conventions: ['the root of the divergence'],
    source: 'Endres and Schindelin (2003), A new metric for probability distributions',
  },
  {
    ...two,
    ...TOTAL_VARIATION,
    id: 'totalVariation',
    title: 'Total variation',
    formula: { tex: String.raw`\tfrac12 \sum_k |p_k - q_k|`, plain: 'sum |p - q| / 2' },
    unit: '',
    conventions: ['half the sum, the cost 0 or 1'],
    source: 'Levin and Peres, Markov Chains and Mixing Times, 4.1',
  },
  {
    ...two,
    ...HELLINGER,
    id: 'hellinger',
    title: 'Hellinger distance',
    formula: {
      tex: String.raw`\sqrt{\tfrac12 \sum_k (\sqrt{p_k} - \sqrt{q_k})^2}`,
      plain: 'sqrt(sum (sqrt p - sqrt q)^2 / 2)',
    },
    unit: '',
    source: 'Tsybakov, Introduction to Nonparametric Estimation, 2.4',
  },
  {
    ...two,
    ...COEFFICIENT,
    id: 'bhattacharyyaCoefficient',
    title: 'Bhattacharyya coefficient',
    formula: { tex: String.raw`\sum_k \sqrt{p_k q_k}`, plain: 'sum sqrt(p q)' },
    unit: '',
    conventions: ['1 for equal distributions'],
    source: 'Bhattacharyya (1946), On a measure of divergence between two multinomial populations',
  },
  {
    ...two,
    ...BHATTACHARYYA_DISTANCE,
    id: 'bhattacharyyaDistance',
    title: 'Bhattacharyya distance',
    formula: { tex: String.raw`-\ln \sum_k \sqrt{p_k q_k}`, plain: '-ln sum sqrt(p q)' },
    unit: 'nats',
    source: 'Kailath (1967), The divergence and Bhattacharyya distance measures in signal selection',
  },
  {
    ...two,
    ...WASSERSTEIN,
    id: 'wasserstein1',
    title: 'Wasserstein distance on a line',
    formula: {
      tex: String.raw`\sum_k |P_k - Q_k| (x_{k+1} - x_k)`,
      plain: 'sum |P_k - Q_k| (x_(k+1) - x_k), P and Q cumulated',
    },
    unit: 'units of position',
    source: 'Peyre and Cuturi, Computational Optimal Transport, 2.6',
  },
  {
    ...two,
    id: 'earthMover',
    title: "Earth mover's distance",
    formula: {
      tex: String.raw`\min_{T \ge 0} \sum_{ij} T_{ij} c_{ij},\quad T 1 = p,\ T' 1 = q`,
      plain: 'min sum plan cost, over plans from p to q',
    },
    options: [COST, ...DISTANCE_OPTIONS],
    unit: 'cost',
    items: earthMoverItems,
    gradient(target, prediction, { cost, ...options }) {
      const given = (cost as TensorLike | undefined) ?? distancesOf(target, prediction, options.axis as number);
      return earthMoverGradient(target, prediction, given, options);
    },
    source: 'Peyre and Cuturi, Computational Optimal Transport, 3',
  },
];

/** The cost that `earthMover` takes when none is given: how far apart two classes stand. */
function distancesOf(target: TensorLike, prediction: TensorLike, axis = -1): number[][] {
  const [from, to] = [target, prediction].map((argument) => toTensor(argument).shape.at(axis) ?? 0);
  return Array.from({ length: from }, (_, i) => Array.from({ length: to }, (_, j) => Math.abs(i - j)));
}
