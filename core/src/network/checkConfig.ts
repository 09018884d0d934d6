import { CoreError } from '../numeric/error.js';
import type { Activation, LayerConfig, LossConfig, RunConfig } from './config.js';
import { defaultConfig } from './presets.js';
import { correctionsPattern, listRanges, runFields, scaleRules, type RunField } from './runFields.js';

type Bag = Record<string, unknown>;

/**
 * A configuration from outside, checked field by field, with nothing in it that is not known. A field of `runFields`
 * that is left out takes its default; of several faults the first is thrown, as an `option` error that names the
 * field, what it held and what is allowed.
 * @example checkConfig({ version: 1, network: { layers: [] } }).optimiser.rate // 0.1
 */
export function checkConfig(value: unknown): RunConfig {
  return check(value, scaleRules);
}

/** The same of a stored run, whose features may also be scaled as version 0.1.0 did. */
export function checkStoredConfig(value: unknown): RunConfig {
  return check(value, [...scaleRules, 'legacy']);
}

function check(value: unknown, scales: readonly string[]): RunConfig {
  const root = bag(value, 'config');
  if (root.version !== 1) throw wrong('version', root.version, '1');
  known(root, 'config', Object.keys(defaultConfig()));
  const config: Bag = { version: 1, earlyStop: earlyStop(root.earlyStop) };
  const groups = new Map(
    ['data', 'loss', 'optimiser'].map((name) => [name, bag(root[name] === undefined ? {} : root[name], name)]),
  );
  for (const name of groups.keys()) config[name] = {};
  for (const field of runFields) {
    const [head, tail] = field.path.split('.') as [string, string?];
    const found = tail ? groups.get(head)![tail] : root[head];
    const checked = found === undefined ? field.default : checkField(field, found);
    if (tail) (config[head] as Bag)[tail] = checked;
    else config[head] = checked;
  }
  Object.assign(config.data as Bag, dataExtras(groups.get('data')!, scales));
  known(groups.get('loss')!, 'loss', [...fieldsOf('loss'), 'classWeights']);
  known(groups.get('optimiser')!, 'optimiser', fieldsOf('optimiser'));
  (config.loss as Bag).classWeights = classWeights(groups.get('loss')!.classWeights);
  const network = bag(root.network, 'network');
  known(network, 'network', ['layers']);
  config.network = { layers: list(network.layers, 'network.layers', listRanges.layers).map(layer) };
  const result = config as unknown as RunConfig;
  if (result.data.source === 'files' && !result.data.files)
    throw wrong('data.files', undefined, 'the names of the files');
  if (result.earlyStop && result.data.validationFraction === 0)
    throw wrong('data.validationFraction', 0, 'a validation part, since earlyStop reads it');
  return result;
}

/** Checks one value against its field; what a form calls while a person types. */
export function checkField(field: RunField, value: unknown): string | number | boolean {
  if (field.kind === 'flag') {
    if (typeof value !== 'boolean') throw wrong(field.path, value, 'true or false');
    return value;
  }
  if (field.kind === 'choice') return choice(value, field.path, field.options);
  const { min, max, open, path } = field;
  const within = typeof value === 'number' && (open ? value > min && value < max : value >= min && value <= max);
  if (!within || (field.kind === 'integer' && !Number.isInteger(value)))
    throw wrong(path, value, rangeText(field.kind === 'integer', min, max, open));
  return value;
}

function rangeText(whole: boolean, min: number, max: number, open = false): string {
  return open
    ? `a number above ${min} and below ${max}`
    : `${whole ? 'a whole number' : 'a number'} from ${min} to ${max}`;
}

function fieldsOf(group: string): string[] {
  return runFields.flatMap(({ path }) => (path.startsWith(`${group}.`) ? [path.slice(group.length + 1)] : []));
}

function dataExtras(data: Bag, scales: readonly string[]): Bag {
  known(data, 'data', [...fieldsOf('data'), 'files', 'first', 'count', 'scale', 'classes', 'merge', ...itemFields]);
  const extras: Bag = {};
  if (data.files !== undefined) {
    const files = bag(data.files, 'data.files');
    known(files, 'data.files', ['images', 'labels', 'testImages', 'testLabels']);
    const names = Object.entries(files).filter(([, name]) => name !== undefined);
    extras.files = Object.fromEntries(names.map(([key, name]) => [key, text(name, `data.files.${key}`)]));
    text(files.images, 'data.files.images');
  }
  if (data.first !== undefined) extras.first = whole(data.first, 'data.first', { min: 0, max: 1e9 });
  if (data.count !== undefined) extras.count = whole(data.count, 'data.count', { min: 1, max: 1e9 });
  if (data.scale !== undefined) extras.scale = choice(data.scale, 'data.scale', scales);
  if (data.target !== undefined) extras.target = column(data.target, 'data.target');
  if (data.leaveOut !== undefined) extras.leaveOut = columnList(data.leaveOut, 'data.leaveOut');
  if (data.oneHot !== undefined) extras.oneHot = data.oneHot === true || columnList(data.oneHot, 'data.oneHot');
  if (data.imageShape !== undefined) {
    const sides = list(data.imageShape, 'data.imageShape', { min: 2, max: 2 });
    extras.imageShape = sides.map((side, i) => whole(side, `data.imageShape[${i}]`, listRanges.side));
  }
  if (data.channels !== undefined) extras.channels = choice(data.channels, 'data.channels', ['first', 'last']);
  if (data.corrections !== undefined) extras.corrections = correctionsOf(data.corrections);
  if (data.classNames !== undefined) extras.classNames = labelList(data.classNames, 'data.classNames');
  if (data.classes !== undefined) extras.classes = labelList(data.classes, 'data.classes');
  if (data.merge !== undefined) {
    const groups = list(data.merge, 'data.merge', { min: 0, max: 128 });
    extras.merge = groups.map((group, i) =>
      list(group, `data.merge[${i}]`, { min: 2, max: 256 }).map((name, j) => text(name, `data.merge[${i}][${j}]`)),
    );
    const names = (extras.merge as string[][]).flat();
    if (new Set(names).size < names.length) throw wrong('data.merge', names.join(', '), 'each label in one group');
  }
  return extras;
}

const itemFields = ['target', 'leaveOut', 'oneHot', 'imageShape', 'channels', 'classNames', 'corrections'];

function labelList(value: unknown, place: string): string[] {
  const names = list(value, place, { min: 2, max: 256 }).map((name, i) => text(name, `${place}[${i}]`));
  if (new Set(names).size < names.length) throw wrong(place, names.join(', '), 'different labels');
  return names;
}

function correctionsOf(value: unknown): string {
  if (typeof value === 'string' && correctionsPattern.test(value)) return value;
  throw wrong('data.corrections', value, 'file, none or a SHA-256');
}

/** A column by its name or its place. */
const column = (value: unknown, place: string): string | number =>
  typeof value === 'number' ? whole(value, place, listRanges.column) : text(value, place);

function columnList(value: unknown, place: string): (string | number)[] {
  const names = list(value, place, listRanges.columns).map((each, i) => column(each, `${place}[${i}]`));
  if (new Set(names).size < names.length) throw wrong(place, names.join(', '), 'different columns');
  return names;
}

function layer(value: unknown, i: number): LayerConfig {
  const place = `network.layers[${i}]`;
  const { kind, ...rest } = bag(value, place);
  const activation = (): Activation => choice(rest.activation, `${place}.activation`, ['relu', 'tanh', 'sigmoid']);
  switch (choice(kind, `${place}.kind`, ['dense', 'convolution', 'maxPool'])) {
    case 'dense':
      known(rest, place, ['width', 'activation']);
      return { kind: 'dense', width: whole(rest.width, `${place}.width`, listRanges.width), activation: activation() };
    case 'convolution':
      known(rest, place, ['size', 'channels', 'activation']);
      return {
        kind: 'convolution',
        size: whole(rest.size, `${place}.size`, listRanges.kernel),
        channels: whole(rest.channels, `${place}.channels`, listRanges.channels),
        activation: activation(),
      };
    default:
      known(rest, place, ['size']);
      return { kind: 'maxPool', size: whole(rest.size, `${place}.size`, listRanges.pool) };
  }
}

function classWeights(value: unknown): LossConfig['classWeights'] {
  if (value === undefined) return 'none';
  if (!Array.isArray(value)) return choice(value, 'loss.classWeights', ['none', 'balanced']);
  const { min, max } = listRanges.classWeight;
  return value.map((weight: unknown, i) => {
    if (typeof weight !== 'number' || !(weight >= min && weight <= max))
      throw wrong(`loss.classWeights[${i}]`, weight, rangeText(false, min, max));
    return weight;
  });
}

function earlyStop(value: unknown): RunConfig['earlyStop'] {
  if (value === undefined || value === null) return null;
  const stop = bag(value, 'earlyStop');
  known(stop, 'earlyStop', ['patience']);
  return { patience: whole(stop.patience, 'earlyStop.patience', listRanges.patience) };
}

function wrong(argument: string, found: unknown, expected: string): CoreError {
  const shown = found === undefined ? 'nothing' : typeof found === 'number' ? String(found) : JSON.stringify(found);
  return new CoreError('option', shown.length > 60 ? `${shown.slice(0, 57)}...` : shown, expected, { argument });
}

function bag(value: unknown, place: string): Bag {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(place, value, 'an object');
  return value as Bag;
}

function known(value: Bag, place: string, names: readonly string[]): void {
  for (const key of Object.keys(value)) if (!names.includes(key)) throw wrong(place, key, `one of ${names.join(', ')}`);
}

function list(value: unknown, place: string, { min, max }: { min: number; max: number }): unknown[] {
  if (!Array.isArray(value) || value.length < min || value.length > max)
    throw wrong(place, Array.isArray(value) ? value.length : value, `a list of ${min} to ${max}`);
  return value;
}

function choice<const T extends string>(value: unknown, place: string, options: readonly T[]): T {
  const found = options.find((option) => option === value);
  if (found === undefined) throw wrong(place, value, `one of ${options.join(', ')}`);
  return found;
}

function whole(value: unknown, place: string, { min, max }: { min: number; max: number }): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
    throw wrong(place, value, rangeText(true, min, max));
  return value;
}

function text(value: unknown, place: string): string {
  if (typeof value !== 'string' || value === '' || value.length > 1024)
    throw wrong(place, value, 'a text of 1 to 1024 characters');
  return value;
}
