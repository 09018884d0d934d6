import { adjustedMutualInformation } from '../information/adjustedMutualInformation.js';
import { clusterPurity } from '../information/clusterPurity.js';
import {
  conditionalEntropy,
  conditionalEntropyGradient,
  CONDITIONAL_OPTIONS,
} from '../information/conditionalEntropy.js';
import { ENTROPY, entropyGradient, entropyItems } from '../information/entropy.js';
import { GINI, giniGradient, giniItems } from '../information/gini.js';
import { informationGain } from '../information/informationGain.js';
import { mutualInformation, mutualInformationGradient } from '../information/mutualInformation.js';
import { AVERAGE, normalizedMutualInformation } from '../information/normalizedMutualInformation.js';
import { type Items, REDUCTION } from '../losses/reduce.js';
import { BASE } from '../numeric/base.js';
import { surpriseGradient, surpriseItems } from '../probability/surprise.js';
import type { LabelVector } from '../metrics/labels.js';
import type { Like } from '../tensor/like.js';
import type { TensorLike } from '../tensor/tensor.js';
import type { Measure, MeasureGradientFunction, MeasureOptions } from './measure.js';

const cover = 'the course; Cover and Thomas, Elements of Information Theory';

/** Measures of one argument take it as the target. */
const itemsOf =
  (items: (only: TensorLike, options: MeasureOptions) => Items): Measure['items'] =>
  (target, _, options) =>
    items(target as TensorLike, options);

/** The one value of a measure of the whole. */
const wholeOf = (value: number): Items => ({ values: Float64Array.of(value), counted: 1, warnings: [] });

const labelItemsOf =
  (measure: (labels: LabelVector, groups: LabelVector, options: MeasureOptions) => number): Measure['items'] =>
  (labels, groups, options) =>
    wholeOf(measure(labels as LabelVector, groups as LabelVector, options));

const gradientOf =
  (gradient: (only: TensorLike, options: MeasureOptions) => Like<TensorLike>): MeasureGradientFunction =>
  (target, _, options) => ({ target: gradient(target, options), prediction: null });

const labels = { domain: 'labels', item: 'whole', gradient: null } as const;

/** The measures of surprise and of what is shared, in the order in which a list shows them. */
export const information: readonly Measure[] = [
  {
    id: 'surprise',
    title: 'Surprise',
    formula: { tex: String.raw`-\ln p`, plain: '-ln p' },
    domain: 'probabilities',
    arguments: ['p'],
    options: [BASE, REDUCTION],
    unit: 'nats',
    item: 'element',
    items: itemsOf(surpriseItems),
    gradient: gradientOf((p, options) => surpriseGradient(p, { reduction: REDUCTION.default, ...options })),
    source: 'the course; Shannon (1948)',
  },
  {
    id: 'entropy',
    title: 'Entropy',
    formula: { tex: String.raw`-\sum_k p_k \ln p_k`, plain: '-sum p ln p' },
    domain: 'distribution',
    arguments: ['p'],
    options: ENTROPY.options,
    unit: 'nats',
    item: 'row',
    items: itemsOf(entropyItems),
    gradient: gradientOf(entropyGradient),
    source: `${cover}, 2.1`,
  },
  {
    id: 'gini',
    title: 'Gini impurity',
    formula: { tex: String.raw`1 - \sum_k p_k^2`, plain: '1 - sum p^2' },
    domain: 'distribution',
    arguments: ['p'],
    options: GINI.options,
    unit: '',
    item: 'row',
    items: itemsOf(giniItems),
    gradient: gradientOf(giniGradient),
    source: 'the course; Breiman et al. (1984), Classification and Regression Trees',
  },
  {
    id: 'mutualInformation',
    title: 'Mutual information',
    formula: {
      tex: String.raw`\sum_{ij} p_{ij} \ln \frac{p_{ij}}{r_i c_j}`,
      plain: 'sum p_ij ln(p_ij / (r_i c_j))',
    },
    domain: 'joint',
    arguments: ['joint'],
    options: [BASE],
    unit: 'nats',
    conventions: ['the table divided by its total'],
    item: 'whole',
    items: itemsOf((joint, options) => wholeOf(mutualInformation(joint, options))),
    gradient: gradientOf(mutualInformationGradient),
    source: `${cover}, 2.4`,
  },
  {
    id: 'conditionalEntropy',
    title: 'Conditional entropy',
    formula: { tex: String.raw`-\sum_{ij} p_{ij} \ln \frac{p_{ij}}{r_i}`, plain: '-sum p_ij ln(p_ij / r_i)' },
    domain: 'joint',
    arguments: ['joint'],
    options: CONDITIONAL_OPTIONS,
    unit: 'nats',
    conventions: ['the table divided by its total'],
    item: 'whole',
    items: itemsOf((joint, options) => wholeOf(conditionalEntropy(joint, options))),
    gradient: gradientOf(conditionalEntropyGradient),
    source: `${cover}, 2.2`,
  },
  {
    ...labels,
    id: 'informationGain',
    title: 'Information gain',
    formula: {
      tex: String.raw`H(y) - \sum_g \tfrac{n_g}{n} H(y \mid g)`,
      plain: 'H(labels) - mean over groups of H(labels in the group)',
    },
    arguments: ['labels', 'groups'],
    options: [BASE],
    unit: 'nats',
    items: labelItemsOf(informationGain),
    source: 'the course; Quinlan (1986), Induction of decision trees',
  },
  {
    ...labels,
    id: 'clusterPurity',
    title: 'Cluster purity',
    formula: {
      tex: String.raw`\tfrac1n \sum_c \max_y n_{cy}`,
      plain: 'items of the most frequent label of their cluster / n',
    },
    arguments: ['labels', 'groups'],
    options: [],
    unit: '',
    items: labelItemsOf(clusterPurity),
    source: 'the course; Manning, Raghavan and Schuetze, Introduction to Information Retrieval, 16.3',
  },
  {
    ...labels,
    id: 'normalizedMutualInformation',
    title: 'Normalised mutual information',
    formula: {
      tex: String.raw`\frac{I(y; c)}{\mathrm{mean}(H(y), H(c))}`,
      plain: 'I(labels; clusters) / mean(H(labels), H(clusters))',
    },
    arguments: ['labels', 'groups'],
    options: [AVERAGE],
    unit: '',
    items: labelItemsOf(normalizedMutualInformation),
    source: 'Strehl and Ghosh (2002), Cluster ensembles',
  },
  {
    ...labels,
    id: 'adjustedMutualInformation',
    title: 'Adjusted mutual information',
    formula: {
      tex: String.raw`\frac{I - E[I]}{\mathrm{mean}(H(y), H(c)) - E[I]}`,
      plain: '(I - E[I]) / (mean(H(labels), H(clusters)) - E[I])',
    },
    arguments: ['labels', 'groups'],
    options: [AVERAGE],
    unit: '',
    conventions: ['corrected for chance'],
    items: labelItemsOf(adjustedMutualInformation),
    source: 'Vinh, Epps and Bailey (2010)',
  },
];
