import { CoreError } from '../numeric/error.js';
import { checkConfig } from './checkConfig.js';
import type { LossConfig, RunConfig } from './config.js';

/** Losses to compare on one network and its data, each at each rate with each seed. */
export interface LabPlan {
  /** Its loss, rate, seed and early stop give way to those of the lab. */
  config: RunConfig;
  /** The first is what the others are compared with. */
  losses: LossConfig[];
  rates: number[];
  seeds: number[];
}

export type LabLoss = 'crossEntropy' | 'squaredError' | 'smoothing' | 'focal';

/** What a person chooses; null takes what follows from the run: its epochs, and 0.3, 1 and 3 times its rate. */
export interface LabSettings {
  losses: LabLoss[];
  seeds: number;
  epochs: number | null;
  rates: number[] | null;
}

/** How many of each a lab takes. */
export const labRanges = {
  losses: { min: 2, max: 4 },
  rates: { min: 1, max: 5 },
  seeds: { min: 2, max: 20 },
} as const;

/** Cross-entropy, the loss that needs no option, with two others beside it. */
export const labDefaults: LabSettings = {
  losses: ['crossEntropy', 'squaredError', 'focal'],
  seeds: 5,
  epochs: null,
  rates: null,
};

/**
 * The rates that a lab tries where none are named: a third of a rate (near enough), the rate, and three times it.
 * @example labRates(0.1) // [0.03, 0.1, 0.3]
 */
export const labRates = (rate: number): number[] => [0.3, 1, 3].map((times) => Number((times * rate).toPrecision(12)));

/** The plan for a run: its options of focal loss and smoothing (0.1 where it has none) go to the loss they belong to. */
export function labPlan(config: RunConfig, { losses, seeds, epochs, rates }: LabSettings): LabPlan {
  const { classWeights, gamma, alpha, labelSmoothing } = config.loss;
  const plain = { classWeights, gamma, alpha, labelSmoothing: 0 };
  const all: Record<LabLoss, LossConfig> = {
    crossEntropy: { ...plain, id: 'crossEntropy' },
    squaredError: { ...plain, id: 'squaredError' },
    smoothing: { ...plain, id: 'crossEntropy', labelSmoothing: labelSmoothing || 0.1 },
    focal: { ...plain, id: 'focal' },
  };
  return {
    config: { ...config, epochs: epochs ?? config.epochs, earlyStop: null },
    losses: losses.map((id) => all[id]),
    rates: rates ?? labRates(config.optimiser.rate),
    seeds: Array.from({ length: seeds }, (_, i) => config.seed + i),
  };
}

/**
 * The runs of a lab in their order: for each seed each loss at each rate. A seed decides split, first weights and
 * batches as it does in any run, so all losses of a seed have the same.
 * Throws `option` for a plan that can't be run, naming the field.
 */
export function labConfigs({ config, losses, rates, seeds }: LabPlan): RunConfig[] {
  checkList(
    'losses',
    losses.map((loss) => JSON.stringify(loss)),
  );
  checkList('rates', rates);
  checkList('seeds', seeds);
  if (config.data.validationFraction === 0)
    throw new CoreError('option', '0', 'a validation part, on which the best rate of each loss is chosen', {
      argument: 'data.validationFraction',
    });
  return seeds.flatMap((seed) =>
    losses.flatMap((loss) =>
      rates.map((rate) =>
        checkConfig({ ...config, loss, optimiser: { ...config.optimiser, rate }, seed, earlyStop: null }),
      ),
    ),
  );
}

function checkList(name: keyof typeof labRanges, items: readonly (string | number)[]): void {
  const { min, max } = labRanges[name];
  if (items.length < min || items.length > max)
    throw new CoreError('option', `${items.length} ${name}`, `${min} to ${max}`, { argument: name });
  const twice = items.find((item, i) => items.indexOf(item) < i);
  if (twice !== undefined) throw new CoreError('option', `${twice} twice`, 'each once', { argument: name });
}
