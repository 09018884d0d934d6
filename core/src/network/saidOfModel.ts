import { dataError } from '../data/bytes.js';
import { shown } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { limits } from '../numeric/limits.js';
import { checkConfig } from './checkConfig.js';
import type { LayerConfig } from './config.js';
import type { ForeignModel, ScalingSaid } from './foreignModel.js';

/** What the metadata of a file of weights says beside them, as `modelMetadata` wrote it; null for what it does not say. */
export interface SaidOfModel extends Pick<ForeignModel, 'input' | 'classes' | 'before'> {
  layers: LayerConfig[] | null;
}

/** Reads the metadata of a file of weights; what another program wrote says nothing. Throws `data` with the file's name. */
export function saidOf(metadata: ReadonlyMap<string, string>, file: string): SaidOfModel {
  if (metadata.get('producer') !== 'surprisal') return { layers: null, input: null, classes: null, before: null };
  const said = (key: string): unknown => {
    const text = metadata.get(key) ?? 'null';
    if (isDeep(text)) throw wrong(file, key, text, `at most ${MOST_OPEN} open brackets`);
    try {
      return JSON.parse(text);
    } catch {
      throw wrong(file, key, text, 'JSON');
    }
  };
  const [network, input, classes, scaling] = ['network', 'input', 'classes', 'scaling'].map(said);
  if (!(input === null || isList(input, isSize)) || (input && input.length > limits.rank))
    throw wrong(file, 'input', JSON.stringify(input), 'a list of sizes');
  if (!(classes === null || isList(classes, isName)) || (classes && classes.length > limits.classes))
    throw wrong(file, 'classes', JSON.stringify(classes), `up to ${limits.classes} names`);
  return {
    layers: network === null ? null : layersIn(file, network),
    input,
    classes,
    before: scaling === null ? null : scalingOf(scaling, file),
  };
}

/** The layers of a file. Throws `data` with its name where they are beyond what a configuration may have. */
export function layersIn(file: string, layers: unknown): LayerConfig[] {
  try {
    return checkConfig({ version: 1, network: { layers } }).network.layers;
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    const { found, expected, place } = error;
    throw new CoreError('data', found, expected, { ...place, file });
  }
}

/** Brackets that may be open at one place, in names too: what is deeper can't be quoted. */
const MOST_OPEN = 1000;

function isDeep(text: string): boolean {
  for (let at = 0, open = 0; at < text.length; at++) {
    const c = text[at];
    if (c === '[' || c === '{') open++;
    else if (c === ']' || c === '}') open--;
    if (open > MOST_OPEN) return true;
  }
  return false;
}

function scalingOf(value: unknown, file: string): ScalingSaid {
  const { rule, mean, deviation } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (rule === 'none' || rule === 'byte') return { rule };
  if (rule === 'standard' && isList(mean, isReal) && isList(deviation, isReal) && mean.length === deviation.length)
    return { rule, mean: Float64Array.from(mean), deviation: Float64Array.from(deviation) };
  throw wrong(
    file,
    'scaling',
    JSON.stringify(value),
    'a rule, and for standard a mean and a deviation of each feature',
  );
}

const isList = <T>(value: unknown, is: (each: unknown) => each is T): value is T[] =>
  Array.isArray(value) && value.every(is);
const isReal = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;
const isName = (value: unknown): value is string => typeof value === 'string' && value.length <= limits.word;

const wrong = (file: string, key: string, found: string, expected: string): Error =>
  dataError(file, `metadata "${key}" of ${shown(found)}`, expected);
