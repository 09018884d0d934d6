/** What a name says about the numbers under it. */
export interface Name {
  role: 'target' | 'prediction';
  /** Its other words, such as `train` of `train_labels`, by which targets and predictions are matched. */
  stem: readonly string[];
  /** Whether a word of the field says so, and not a letter or a word with other uses. */
  strong: boolean;
  logits: boolean;
  /** Set if the name is `p` or `q`; where both occur together, `p` is the target of `q`. */
  letter: 'p' | 'q' | null;
}

/** Words in the order of their weight: the first that occurs in a name decides, as in `predicted_labels` and `label_probs`. */
const WORDS: readonly { role: Name['role']; strong: boolean; words: RegExp }[] = [
  { role: 'prediction', strong: true, words: /^(?:preds?|predictions?|predicted)$/ },
  { role: 'prediction', strong: false, words: /^hat$/ },
  { role: 'target', strong: true, words: /^(?:true|truth|targets?|actuals?|groundtruth)$/ },
  { role: 'target', strong: false, words: /^(?:gt|gold|expected)$/ },
  { role: 'prediction', strong: true, words: /^(?:logits?|prob(?:s|as?)?|probabilit(?:y|ies))$/ },
  { role: 'prediction', strong: false, words: /^(?:scores?|outputs?|softmax)$/ },
  { role: 'target', strong: true, words: /^labels?$/ },
];
/** Words that say how numbers are stored, and not what they are. */
const NOISE =
  /^(?:class(?:es)?|ind(?:ex|ices)|idx|ids?|one|hot|onehot|all|batch|arr(?:ay)?|np|list|tensor|vec|ground)$/;
/** Words of names for something about labels or predictions, such as their count. */
const ABOUT =
  /^(?:log|counts?|num|names?|weights?|sizes?|loss(?:es)?|means?|stds?|lengths?|maps?|errors?|acc(?:uracy)?|grads?|masks?|shapes?|times?)$/;
/** The words that may follow a bare `y`, `p` or `q`. */
const PART = /^(?:train(?:ing)?|val(?:id|idation)?|dev|test(?:ing)?|eval|cv|fold|\d+|[a-z])$/;
const LONGEST = 128;

/** Reads a key in any spelling, as `y_true`, `yTrue` or `Y-TRUE`; null if it names neither target nor prediction. */
export function nameOf(key: string): Name | null {
  if (key.length > LONGEST) return null;
  let name = known.get(key);
  if (name === undefined) {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, (name = readName(key)));
  }
  return name;
}

/** The names that were read last, since a document repeats a few of them many times. */
const known = new Map<string, Name | null>();
const MOST_KNOWN = 1000;

function readName(key: string): Name | null {
  const words = wordsOf(key);
  if (words.some((word) => ABOUT.test(word))) return null;
  for (const { role, strong, words: known } of WORDS) {
    if (!words.some((word) => known.test(word))) continue;
    const stem = words.filter((word) => !NOISE.test(word) && !WORDS.some((other) => other.words.test(word)));
    return { role, stem, strong, logits: words.some((word) => /^logits?$/.test(word)), letter: null };
  }
  const [first, ...others] = words.filter((word) => !NOISE.test(word));
  const isPart = others.every((word) => PART.test(word));
  if (first === 'y' && isPart)
    return { role: 'target', stem: ['y', ...others], strong: false, logits: false, letter: null };
  if ((first !== 'p' && first !== 'q') || !isPart || others.length > 1) return null;
  return { role: 'prediction', stem: others, strong: false, logits: false, letter: first };
}

const wordsOf = (key: string): string[] =>
  key
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\by(?=(?:true|pred(?:s|icted)?|prob(?:s|as?)?|hat|scores?)(?![a-z]))/g, 'y ')
    .match(/[a-z]+|\d+/g) ?? [];

/** Whether a single number under the key may be a target, as in `{"target": 4, "logits": [...]}`. */
export const isTarget = (key: string): boolean => nameOf(key)?.role === 'target';
export const isLogits = (key: string): boolean => nameOf(key)?.logits === true;

/**
 * Rates how well two names match: 4 for `y_true` and `y_pred` or `p` and `q`, 3 for `y_true` and `probs`, 2 for
 * `train_labels` and `probs` or `p` and `q1`, and 0 for names that do not match, as `train_labels` and `val_probs`.
 */
export function likeness(target: Name, prediction: Name): number {
  if (target.letter === 'p' && prediction.letter !== 'q') return 0;
  const alike = same(target.stem, prediction.stem);
  if (alike && target.letter === null && prediction.letter !== null) return 3;
  if (alike) return 4;
  const [t, p] = [target, prediction].map(({ stem }) => stem.filter((word) => word !== 'y'));
  if (same(t, p)) return 3;
  return contains(t, p) || contains(p, t) ? 2 : 0;
}

const contains = (words: readonly string[], others: readonly string[]): boolean =>
  others.every((word) => words.includes(word));
const same = (a: readonly string[], b: readonly string[]): boolean => contains(a, b) && contains(b, a);
