import { BINARY_OPTIONS, binaryCrossEntropyGradient, binaryCrossEntropyItems } from '../losses/binaryCrossEntropy.js';
import {
  CATEGORICAL_OPTIONS,
  categoricalCrossEntropyGradient,
  categoricalCrossEntropyItems,
} from '../losses/categoricalCrossEntropy.js';
import { CROSS_ENTROPY_OPTIONS, crossEntropyGradient, crossEntropyItems } from '../losses/crossEntropy.js';
import { FOCAL_OPTIONS, focalLossGradient, focalLossItems } from '../losses/focalLoss.js';
import { meanSquaredErrorGradient, meanSquaredErrorItems, SQUARED_ERROR_OPTIONS } from '../losses/meanSquaredError.js';
import type { Measure } from './measure.js';

const both = ['target', 'prediction'] as const;
const course = 'the course';

/** The losses, in the order in which a list shows them. */
export const losses: readonly Measure[] = [
  {
    id: 'crossEntropy',
    title: 'Cross-entropy',
    formula: { tex: String.raw`-\sum_k p_k \ln q_k`, plain: '-sum p ln q' },
    domain: 'distributions',
    arguments: both,
    options: CROSS_ENTROPY_OPTIONS,
    unit: 'nats',
    item: 'row',
    items: crossEntropyItems,
    gradient: crossEntropyGradient,
    source: `${course}; Cover and Thomas, Elements of Information Theory, 2.3`,
  },
  {
    id: 'categoricalCrossEntropy',
    title: 'Categorical cross-entropy',
    formula: {
      tex: String.raw`-\sum_k w_k y'_k \ln q_k,\quad y' = (1-\alpha) y + \alpha / n`,
      plain: "-sum w y' ln q, with y' = (1 - smoothing) y + smoothing / n",
    },
    domain: 'classes',
    arguments: both,
    options: CATEGORICAL_OPTIONS,
    unit: 'nats',
    item: 'row',
    items: categoricalCrossEntropyItems,
    gradient: categoricalCrossEntropyGradient,
    source: `${course}; Szegedy et al. (2016) for smoothing`,
  },
  {
    id: 'binaryCrossEntropy',
    title: 'Binary cross-entropy (log loss)',
    formula: {
      tex: String.raw`-\bigl(t \ln q + (1-t) \ln(1-q)\bigr)`,
      plain: '-(t ln q + (1 - t) ln(1 - q))',
    },
    domain: 'binary',
    arguments: both,
    options: BINARY_OPTIONS,
    unit: 'nats',
    item: 'element',
    items: binaryCrossEntropyItems,
    gradient: binaryCrossEntropyGradient,
    source: `${course}; Bishop, Pattern Recognition and Machine Learning, 4.3`,
  },
  {
    id: 'focalLoss',
    title: 'Focal loss',
    formula: {
      tex: String.raw`-\sum_k \alpha_k y_k (1-q_k)^\gamma \ln q_k`,
      plain: '-sum alpha y (1 - q)^gamma ln q',
    },
    domain: 'classes',
    arguments: both,
    options: FOCAL_OPTIONS,
    unit: 'nats',
    item: 'row',
    items: focalLossItems,
    gradient: focalLossGradient,
    source: 'Lin et al. (2017), Focal loss for dense object detection',
  },
  {
    id: 'meanSquaredError',
    title: 'Mean squared error',
    formula: { tex: String.raw`\tfrac{1}{n} \sum_k (q_k - t_k)^2`, plain: 'mean (q - t)^2' },
    domain: 'numbers',
    arguments: both,
    options: SQUARED_ERROR_OPTIONS,
    unit: 'squared units',
    item: 'element',
    items: meanSquaredErrorItems,
    gradient: meanSquaredErrorGradient,
    source: `${course}; Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2.4`,
  },
];
