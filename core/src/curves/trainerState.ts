import type { NamedBytes } from '../data/bytes.js';
import { Json } from '../data/json.js';
import { finished } from '../numeric/finished.js';
import { CurveSet } from './curveSet.js';

/** What of the state is a setting of the run. */
const SETTINGS = ['max_steps', 'num_train_epochs', 'train_batch_size', 'logging_steps', 'eval_steps', 'save_steps'];

/**
 * Reads the curves of a `trainer_state.json` of Hugging Face: each entry of its `log_history` has a step, an epoch and
 * values by name; NaN and the infinities, which Python writes as words, are kept. The file is written anew each time, so
 * it is read whole. Throws `data` with the place where it is no JSON, or has no such list.
 */
export const readTrainerState = (file: NamedBytes): CurveSet => finished(trainerState(file));

/** The same in parts, an entry each. */
export function* trainerState({ name, bytes }: NamedBytes): Generator<undefined, CurveSet> {
  const curves = new CurveSet('entry');
  const json = new Json({ name, bytes: withoutWords(bytes) });
  const state = json.isObject(0) ? json.members(0) : new Map<string, number>();
  const history = state.get('log_history');
  if (history === undefined || !json.isList(history)) throw json.error(0, 'no log_history', 'the state of a Trainer');
  for (const key of SETTINGS) {
    const value = json.number(state.get(key) ?? 0);
    if (!Number.isNaN(value)) curves.set(key, value);
  }
  for (const [at, entry] of json.items(history).entries()) {
    yield;
    if (!json.isObject(entry)) {
      curves.note('form', at);
      continue;
    }
    const members = json.members(entry);
    const step = json.number(members.get('step') ?? 0);
    const epoch = json.number(members.get('epoch') ?? 0);
    for (const [key, value] of members) {
      if (key === 'step' || key === 'epoch') continue;
      const number = numberOf(json, value);
      if (number !== undefined) curves.add(key, step, number, at, { epoch });
      else if (json.raw(value) !== 'null') curves.note('number', at, key);
    }
  }
  return curves;
}

function numberOf(json: Json, value: number): number | undefined {
  const number = json.isText(value) ? NaN : json.number(value);
  if (!Number.isNaN(number)) return number;
  return WORDS.find(({ quoted }) => json.raw(value) === quoted)?.value;
}

/** The words for numbers that JSON has none for, and texts that are as long. */
const WORDS = [
  { word: '-Infinity', quoted: '"\\u007e"', value: -Infinity },
  { word: 'Infinity', quoted: '"\\u007f"', value: Infinity },
  { word: 'NaN', quoted: '"\x7f"', value: NaN },
] as const;

/** The same text with texts of the same length in place of those words, so that places stay. */
function withoutWords(bytes: Uint8Array): Uint8Array {
  const text = bytes.slice();
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === 0x5c && quoted) at++;
    else if (text[at] === 0x22) quoted = !quoted;
    else if (!quoted && (text[at] === 0x4e || text[at] === 0x49 || text[at] === 0x2d)) {
      const found = WORDS.find(({ word }) => stands(text, at, word));
      if (!found) continue;
      for (let i = 0; i < found.word.length; i++) text[at + i] = found.quoted.charCodeAt(i) || 0x20;
      at += found.word.length - 1;
    }
  }
  return text;
}

function stands(text: Uint8Array, at: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) if (text[at + i] !== word.charCodeAt(i)) return false;
  return true;
}
