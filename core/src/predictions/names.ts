/** What a column is for, by its name. */
export type Role = 'actual' | 'predicted' | 'probabilities' | 'logits' | 'scores' | 'classes';

/** Names by role, the most specific first; a name of an earlier list wins over one of a later. */
const names: Record<Role, string[]> = {
  actual: [
    'y_true true_label true_labels true_class ground_truth groundtruth gt actual actuals actual_label actual_labels actual_class truth y_actual',
    'labels label targets target true y_test expected reference',
    'y class category',
  ],
  predicted: [
    'y_pred y_predicted predicted predictions prediction predicted_label predicted_labels predicted_class pred preds pred_label pred_labels pred_class y_hat yhat',
    'guess guesses argmax output outputs',
  ],
  probabilities: ['probabilities probability probs prob probas proba y_prob y_probs y_proba predict_proba softmax p'],
  logits: ['logits logit'],
  scores: ['scores score y_score y_scores outputs output'],
  classes: ['class_names classnames label_names labels_names target_names', 'classes categories names'],
};

/** The tier of each name, by role. */
const TIERS = Object.fromEntries(
  Object.entries(names).map(([role, tiers]) => [
    role,
    new Map(tiers.flatMap((tier, i) => tier.split(' ').map((name) => [name, i] as const)).reverse()),
  ]),
) as Record<Role, Map<string, number>>;

/** `yTrue`, `Y-True` and `y true` are all `y_true`. */
const plain = (name: string): string =>
  name
    .trim()
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_');

/** How specific a name is for a role, 0 the most; -1 where it is none. A file's name may have more around it. */
export function rankOf(name: string, role: Role, isFile = false): number {
  const text = plain(name);
  const whole = TIERS[role].get(text) ?? -1;
  if (whole >= 0 || !isFile) return whole;
  for (const [each, tier] of [...TIERS[role]].sort(([, a], [, b]) => a - b))
    if (each.length > 1 && (text.endsWith(`_${each}`) || text.startsWith(`${each}_`))) return tier + 0.5;
  return -1;
}

/** What columns are called that name their items. */
const IDS = new Set(
  (
    'id ids _id uid uuid guid key index idx row row_id row_number item item_id sample_id example_id image_id doc_id ' +
    'path paths image_path img_path file_path filepath file file_name filename image_name image img'
  ).split(' '),
);
export const isIdName = (name: string): boolean => IDS.has(plain(name));

const isRole = (name: string): boolean => {
  const text = plain(name);
  return roles.some((role) => TIERS[role].has(text));
};

const roles = Object.keys(names) as Role[];
export const isKnown = (name: string): boolean => isRole(name) || scoreHead(name) !== null;

const HEADS: readonly [RegExp, 'probabilities' | 'logits' | 'scores'][] = [
  [/^(?:prob|probs|proba|probability|probabilities|p)(?:(?:\s*[_.:-]\s*|\s+)(.+)|(\d+))$/is, 'probabilities'],
  [/^logits?(?:(?:\s*[_.:-]\s*|\s+)(.+)|(\d+))$/is, 'logits'],
  [/^scores?(?:(?:\s*[_.:-]\s*|\s+)(.+)|(\d+))$/is, 'scores'],
];

/** The class that a column of scores is of: `prob_cat` is a probability of `cat`, `prob_-1` of `-1`; null for any other name. */
export function scoreHead(name: string): { kind: 'probabilities' | 'logits' | 'scores'; head: string } | null {
  for (const [pattern, kind] of HEADS) {
    const found = pattern.exec(name.trim());
    if (found) return isRole(name) ? null : { kind, head: found[1] ?? found[2] };
  }
  return null;
}
