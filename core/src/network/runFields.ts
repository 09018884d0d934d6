/** One choice or number of a run: what a form shows and what `checkConfig` allows, from one table. */
export type RunField = {
  /** Where it stands in a `RunConfig`, such as `optimiser.rate`. */
  path: string;
  title: string;
} & (
  | {
      kind: 'number' | 'integer';
      min: number;
      max: number;
      /** The bounds themselves are refused. */
      open?: boolean;
      default: number;
      step: number;
    }
  | { kind: 'choice'; options: readonly string[]; default: string }
  | { kind: 'flag'; default: boolean }
);

/** Every plain field of a run, with the course's values as defaults. Layers, files and class lists stand apart. */
export const runFields = [
  {
    path: 'data.source',
    title: 'Data',
    kind: 'choice',
    options: ['mnist-sample', 'mnist', 'files'],
    default: 'mnist-sample',
  },
  { path: 'data.testFraction', title: 'Test part', kind: 'number', min: 0.01, max: 0.9, default: 0.2, step: 0.05 },
  {
    path: 'data.validationFraction',
    title: 'Validation part',
    kind: 'number',
    min: 0,
    max: 0.9,
    default: 0.1,
    step: 0.05,
  },
  { path: 'data.stratified', title: 'Keep class proportions', kind: 'flag', default: false },
  {
    path: 'loss.id',
    title: 'Loss',
    kind: 'choice',
    options: ['crossEntropy', 'focal', 'squaredError'],
    default: 'crossEntropy',
  },
  { path: 'loss.labelSmoothing', title: 'Label smoothing', kind: 'number', min: 0, max: 0.9, default: 0, step: 0.05 },
  { path: 'loss.gamma', title: 'Focal gamma', kind: 'number', min: 0, max: 10, default: 2, step: 0.5 },
  { path: 'loss.alpha', title: 'Focal alpha', kind: 'number', min: 0.01, max: 1, default: 0.25, step: 0.05 },
  { path: 'optimiser.id', title: 'Optimiser', kind: 'choice', options: ['sgd', 'adam'], default: 'sgd' },
  { path: 'optimiser.rate', title: 'Rate', kind: 'number', min: 0, max: 1e6, open: true, default: 0.1, step: 0.01 },
  {
    path: 'optimiser.schedule',
    title: 'Schedule',
    kind: 'choice',
    options: ['constant', 'step', 'cosine', 'oneCycle'],
    default: 'constant',
  },
  { path: 'optimiser.momentum', title: 'Momentum', kind: 'number', min: 0, max: 0.999, default: 0.9, step: 0.05 },
  { path: 'optimiser.nesterov', title: 'Nesterov', kind: 'flag', default: true },
  { path: 'optimiser.l2', title: 'L2 penalty', kind: 'number', min: 0, max: 100, default: 0.001, step: 0.0001 },
  { path: 'batch', title: 'Batch', kind: 'integer', min: 1, max: 4096, default: 200, step: 10 },
  { path: 'epochs', title: 'Epochs', kind: 'integer', min: 1, max: 1000, default: 20, step: 1 },
  { path: 'seed', title: 'Seed', kind: 'integer', min: 0, max: 4294967295, default: 1, step: 1 },
  { path: 'mode', title: 'Mode', kind: 'choice', options: ['fast', 'replay'], default: 'fast' },
] as const satisfies readonly RunField[];

/** What `data.scale` may be in a configuration; it may also be left out. */
export const scaleRules = ['none', 'byte', 'standard'] as const;

/** What `data.corrections` may be in a configuration; it may also be left out. */
export const correctionsPattern = /^(file|none|[0-9a-f]{64})$/;

/** Ranges of what is not in `runFields` since it comes in lists or may be left out. */
export const listRanges = {
  layers: { min: 0, max: 8 },
  width: { min: 1, max: 4096 },
  kernel: { min: 1, max: 11 },
  channels: { min: 1, max: 64 },
  pool: { min: 2, max: 4 },
  patience: { min: 1, max: 1000 },
  classWeight: { min: 0, max: 1000 },
  /** Columns of a table by their place, how many of them are named, and the side of a picture. */
  column: { min: 0, max: 2 ** 20 },
  columns: { min: 0, max: 1000 },
  side: { min: 1, max: 4096 },
} as const;
