import {
  defaultConfig,
  listRanges,
  runFields,
  type Activation,
  type LayerConfig,
  type RunConfig,
  type RunField,
  layersText,
  unfitNetwork,
  type ItemShape,
} from '@surprisal/core';
import type { DataStatus } from '../../extension/protocol/train.js';
import { count, plain } from '../shared/format.js';
import { plural, t } from '../shared/strings.js';

/** The value of a text, or one line that says what is wrong with it. */
export type Parsed<T> = { value: T } | { problem: string };

export interface NumberRange {
  kind: 'number' | 'integer';
  min: number;
  max: number;
  /** The bounds themselves are refused. */
  open?: boolean;
  step: number;
  /** Steps by 1, 2, 5, 10 instead of `step`. */
  ladder?: boolean;
  /** The text is the value times this: 100 for per cents. */
  scale?: number;
}

type NumberPath = Extract<(typeof runFields)[number], { kind: 'number' | 'integer' }>['path'];
type ChoicePath = Extract<(typeof runFields)[number], { kind: 'choice' }>['path'];

export function rangeOf(path: NumberPath, more: Partial<NumberRange> = {}): NumberRange {
  const field: RunField | undefined = runFields.find((each) => each.path === path);
  if (field?.kind !== 'number' && field?.kind !== 'integer') throw new Error(`no number at ${path}`);
  return { ...field, ...more };
}

const digits = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

export function parseNumber(text: string, { kind, min, max, open, scale = 1 }: NumberRange): Parsed<number> {
  const trimmed = text.trim().replace('−', '-').replace(/%$/, '');
  const [least, most] = [min * scale, max * scale];
  if (!digits.test(trimmed)) return { problem: t('A number from {0} to {1}.', shown(least), shown(most)) };
  const typed = Number(trimmed);
  if (kind === 'integer' && !Number.isInteger(typed)) return { problem: t('A whole number.') };
  if (open && typed <= least) return { problem: t('Above {0}.', shown(least)) };
  if (open && typed >= most) return { problem: t('Below {0}.', shown(most)) };
  if (typed < least) return { problem: t('At least {0}.', shown(least)) };
  if (typed > most) return { problem: t('At most {0}.', shown(most)) };
  return { value: scale === 1 ? typed : Number((typed / scale).toPrecision(12)) };
}

const shown = (value: number): string => (Number.isInteger(value) ? count(value) : plain(value));

/** The text of a value in its field: plain digits in every language. */
export const numberText = (value: number, { scale = 1 }: NumberRange): string =>
  String(Number((value * scale).toPrecision(12)));

/** The next value up or down. A text that is no number stays as it is. */
export function stepNumber(text: string, up: boolean, range: NumberRange): string {
  const parsed = parseNumber(text, { ...range, min: -Infinity, max: Infinity, open: false, scale: 1 });
  if ('problem' in parsed) return text;
  const scale = range.scale ?? 1;
  const next = range.ladder
    ? nextOnLadder(parsed.value, up, range.step * scale)
    : Number((parsed.value + (up ? 1 : -1) * range.step * scale).toPrecision(12));
  const [least, most] = [range.min * scale, range.max * scale];
  if (range.open && (next <= least || next >= most)) return text;
  return String(Math.min(most, Math.max(least, next)));
}

/** The next value of 1, 2 or 5 times a power of ten: those beside 0.1 are 0.05 and 0.2. Below the least is 0. */
function nextOnLadder(value: number, up: boolean, least: number): number {
  if (value <= 0) return up ? least : 0;
  const power = Math.floor(Math.log10(value) + 1e-9);
  const rungs = [-1, 0, 1].flatMap((p) => [1, 2, 5].map((n) => Number(`${n}e${power + p}`)));
  const near = 1e-9 * value;
  const next = up ? rungs.find((rung) => rung > value + near) : rungs.filter((rung) => rung < value - near).at(-1);
  return next === undefined || (!up && next < least * 1e-3) ? 0 : next;
}

/** The two ends of a network's text, where the data fixes them. */
export interface Ends {
  inputs: number;
  classes: number;
}

/** Those of own data are known once it is read. */
export const endsOf = ({ data }: RunConfig, own: Ends | null = null): Ends | null =>
  data.source === 'files' ? own : { inputs: 784, classes: data.classes?.length ?? 10 };

/** Such as `784-10-10`, or `784-5x5x8-pool 2-10`. */
export const networkText = (config: RunConfig, own: Ends | null = null): string =>
  layersText(config.network.layers, endsOf(config, own));

export function parseNetwork(text: string, ends: Ends | null, activation: Activation): Parsed<LayerConfig[]> {
  const parts = text.trim() === '' ? [] : text.split(/[-–,→]/).map((part) => part.trim());
  if (ends) {
    const fits = parts.length >= 2 && parts[0] === String(ends.inputs) && parts.at(-1) === String(ends.classes);
    if (!fits)
      return { problem: t('From {0}, the pixels, to {1}, the classes: {0}-10-{1}.', ends.inputs, ends.classes) };
  }
  const middle = ends ? parts.slice(1, -1) : parts;
  if (middle.length > listRanges.layers.max) return { problem: t('At most {0} layers.', listRanges.layers.max) };
  const layers: LayerConfig[] = [];
  for (const part of middle) {
    const layer = parseLayer(part, activation);
    if ('problem' in layer) return layer;
    layers.push(layer.value);
  }
  return { value: layers };
}

function parseLayer(part: string, activation: Activation): Parsed<LayerConfig> {
  const within = (value: number, { min, max }: { min: number; max: number }): boolean => value >= min && value <= max;
  const { width, kernel, channels, pool } = listRanges;
  const dense = /^\d{1,6}$/.exec(part);
  const convolution = /^(\d{1,2})x\1x(\d{1,3})$/.exec(part);
  const pooling = /^pool ?(\d)$/i.exec(part);
  if (dense) {
    if (!within(Number(part), width)) return { problem: t('A width from {0} to {1}.', width.min, count(width.max)) };
    return { value: { kind: 'dense', width: Number(part), activation } };
  }
  if (convolution) {
    const [size, made] = [Number(convolution[1]), Number(convolution[2])];
    if (!within(size, kernel) || !within(made, channels))
      return { problem: t('A filter up to {0}x{0}x{1}.', kernel.max, channels.max) };
    return { value: { kind: 'convolution', size, channels: made, activation } };
  }
  if (pooling) {
    if (!within(Number(pooling[1]), pool)) return { problem: t('Pool {0} to {1}.', pool.min, pool.max) };
    return { value: { kind: 'maxPool', size: Number(pooling[1]) } };
  }
  return { problem: t('“{0}” is no layer: a width, 5x5x8 or pool 2.', part.slice(0, 20)) };
}

export const activationOf = ({ network }: RunConfig): Activation =>
  network.layers.flatMap((layer) => (layer.kind === 'maxPool' ? [] : [layer.activation]))[0] ?? 'relu';

export const withActivation = (config: RunConfig, activation: Activation): RunConfig => ({
  ...config,
  network: {
    layers: config.network.layers.map((layer) => (layer.kind === 'maxPool' ? layer : { ...layer, activation })),
  },
});

export type OptimiserChoice = 'nesterov' | 'momentum' | 'plain' | 'adam';

export const optimiserOf = ({ optimiser }: RunConfig): OptimiserChoice =>
  optimiser.id === 'adam' ? 'adam' : optimiser.momentum === 0 ? 'plain' : optimiser.nesterov ? 'nesterov' : 'momentum';

const ADAM_RATE = 0.001;

/** Changes the rate to the optimiser's usual one, unless the person chose another. */
export function withOptimiser(config: RunConfig, choice: OptimiserChoice): RunConfig {
  const { optimiser } = config;
  const usual = defaultConfig().optimiser;
  const adam = choice === 'adam';
  const [from, to] = adam ? [usual.rate, ADAM_RATE] : [ADAM_RATE, usual.rate];
  const changes = adam !== (optimiser.id === 'adam');
  return {
    ...config,
    optimiser: {
      ...optimiser,
      id: adam ? 'adam' : 'sgd',
      rate: changes && optimiser.rate === from ? to : optimiser.rate,
      nesterov: choice === 'nesterov' || (adam && optimiser.nesterov),
      momentum: choice === 'plain' ? 0 : optimiser.momentum || usual.momentum,
    },
  };
}

/** A preset sets all but own data, which it trains on; files that were chosen stay named beside data of ours. */
export function withPreset({ data }: RunConfig, preset: RunConfig): RunConfig {
  if (data.source === 'files') return { ...preset, data };
  return { ...preset, data: { ...preset.data, ...(data.files && { files: data.files }) } };
}

/** The shape of what the network is trained on; null for own data that is not read. */
export function itemShape(config: RunConfig, source: DataStatus | undefined): ItemShape | null {
  const count = source ? splitCounts(config, source).train : 0;
  if (config.data.source !== 'files')
    return { height: 28, width: 28, channels: 1, classes: endsOf(config)!.classes, count };
  const ends = source?.ends;
  if (!ends) return null;
  const { height, width, inputs, classes } = ends;
  return { height, width, channels: inputs / (height * width), classes, count };
}

/** Why the network of the form can't be trained; undefined where it can. */
export function networkProblem(config: RunConfig, shape: ItemShape | null): string | undefined {
  const unfit = unfitNetwork(config, shape);
  if (!unfit) return undefined;
  const name = unfit.kind === 'large' ? '' : layersText([config.network.layers[unfit.layer]], null);
  switch (unfit.kind) {
    case 'afterDense':
      return t('{0} stands after a width; expected before it.', name);
    case 'rows':
      return plural(
        unfit.columns,
        '{1} needs images; these are rows of {0} column.',
        '{1} needs images; these are rows of {0} columns.',
        name,
      );
    case 'window':
      return t('{0} is larger than the {1} x {2} that come to it.', name, unfit.height, unfit.width);
    default:
      return t(
        'Weights and optimiser take {0} MB; at most {1} MB.',
        count(Math.ceil(unfit.bytes / 2 ** 20)),
        count(unfit.most / 2 ** 20),
      );
  }
}

type Bag = Record<string, unknown>;

export function read(config: RunConfig, path: NumberPath | ChoicePath): number | string {
  const [head = '', tail] = path.split('.');
  const value = (config as unknown as Bag)[head];
  return (tail ? (value as Bag)[tail] : value) as number | string;
}

export function write(config: RunConfig, path: NumberPath | ChoicePath, value: number | string): RunConfig {
  const [head = '', tail] = path.split('.');
  const group = (config as unknown as Bag)[head] as Bag;
  return { ...config, [head]: tail ? { ...group, [tail]: value } : value };
}

/** A text of the configuration that does not depend on the order of its fields. */
export const canonical = (config: RunConfig): string =>
  JSON.stringify(config, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

/** How many images train, and are held out for validation and test. */
export function splitCounts(
  { data }: RunConfig,
  source: { trainCount: number; testCount: number },
): { train: number; validation: number; test: number } {
  const all = Math.min(data.count ?? Infinity, source.trainCount);
  const test = source.testCount > 0 ? source.testCount : Math.ceil(all * data.testFraction);
  const learning = source.testCount > 0 ? all : all - test;
  const validation = Math.ceil(learning * data.validationFraction);
  return { train: learning - validation, validation, test };
}
