import { mcNemar, type LabRow, type MeanInterval } from '@surprisal/core';
import { count, decimal, list, percent, plain, signed } from '../shared/format.js';
import { plural, t } from '../shared/strings.js';
import { nameOf } from './names.js';
import { bestRows, commonRate, lab, running, sameRows, seeds, target } from './state.js';

/** One answer: the sentence, and the numbers it stands on. */
export interface Answer {
  title: string;
  numbers: string[];
}

/** −1 where the whole interval is below 0, 1 where it is above, 0 where it holds 0; null without an interval. */
const side = (interval: MeanInterval | null): -1 | 0 | 1 | null =>
  !interval || !Number.isFinite(interval.low) ? null : interval.low > 0 ? 1 : interval.high < 0 ? -1 : 0;

/**
 * Whether the loss reaches the target later than the first loss does. The interval decides where every run reaches it.
 * Elsewhere the sign test decides, which takes never as later than any epoch.
 */
function later({ later: interval, order, seeds: n }: LabRow): -1 | 0 | 1 | null {
  if (interval) return side(interval);
  if (!order || n < 2) return null;
  if (mcNemar(order.after, order.before) >= 0.05) return order.after + order.before === 0 ? null : 0;
  return order.after > order.before ? 1 : -1;
}

function judgement(row: LabRow, first: LabRow): string {
  const [speed, skill] = [later(row), side(row.difference)];
  if (row.failed > 0) return plural(row.seeds, 'diverges', 'diverges in {1} of {0} runs', count(row.failed));
  if (first.failed > 0) return t('has nothing to be compared with');
  const slow = speed === 1 ? t('slower') : speed === -1 ? t('faster') : null;
  const good = skill === -1 ? t('worse') : skill === 1 ? t('better') : null;
  if (slow && good) return speed === -skill! ? t('is {0} and {1}', slow, good) : t('is {0} but {1}', slow, good);
  if (slow && skill === 0) return t('is {0}; in the end no difference shows', slow);
  if (good && speed === 0) return t('is {0}; in speed no difference shows', good);
  if (slow ?? good) return t('is {0}', slow ?? good ?? '');
  if (speed === null && skill === 0) return t('ends with no difference');
  return speed === null && skill === null ? t('can’t be told yet') : t('shows no difference');
}

const points = (value: number): string => decimal(value * 100, 1);
export const signedPoints = (value: number): string => signed(value, points);
export const signedEpochs = (value: number): string => signed(value, (size) => decimal(size, 1));

/** How far the final accuracy is below or above that of the first loss, or that no difference shows. */
function accuracyWords({ difference, seeds: n }: LabRow): string {
  if (!difference) return '';
  const [mean, low, high] = [difference.mean, difference.low, difference.high];
  const which = side(difference);
  if (which === null)
    return t('Its test accuracy is {0} points apart; one seed tells nothing of the spread.', signedPoints(mean));
  if (which === 0)
    return t(
      'The difference in test accuracy is {0} points ({1} to {2}), too small to tell with {3} seeds.',
      signedPoints(mean),
      signedPoints(low),
      signedPoints(high),
      count(n),
    );
  const [near, far] = which === 1 ? [low, high] : [-high, -low];
  return which === 1
    ? t('Its test accuracy is {0} points higher ({1} to {2}).', points(mean), points(near), points(far))
    : t('Its test accuracy is {0} points lower ({1} to {2}).', points(-mean), points(near), points(far));
}

/** The epochs to the target of this loss and of the first, and their difference. */
function epochWords(row: LabRow, first: LabRow, firstName: string): string {
  const goal = percent(target.value, 0);
  const reach = ({ epochs, reached, seeds: n }: LabRow): string =>
    epochs
      ? t('after {0} epochs', decimal(epochs.mean, 1))
      : plural(n, 'in {1} of {0} run', 'in {1} of {0} runs', count(reached));
  const both = t('it comes to {0} {1}, {2} {3}', goal, reach(row), firstName, reach(first));
  const { later: more } = row;
  const which = side(more);
  if (!more && row.order)
    return t(
      '{0}: later with {1} seeds and sooner with {2} (sign test, p {3}).',
      both,
      count(row.order.after),
      count(row.order.before),
      decimal(mcNemar(row.order.after, row.order.before)),
    );
  if (!more || which === null) return `${both}.`;
  if (which === 0)
    return t(
      '{0}: {1} ({2} to {3}), no difference.',
      both,
      signedEpochs(more.mean),
      signedEpochs(more.low),
      signedEpochs(more.high),
    );
  const [mean, near, far] = (which === 1 ? [more.mean, more.low, more.high] : [-more.mean, -more.high, -more.low]).map(
    (x) => decimal(x, 1),
  );
  return which === 1
    ? t('{0}: {1} more ({2} to {3}).', both, mean, near, far)
    : t('{0}: {1} fewer ({2} to {3}).', both, mean, near, far);
}

/** The name of each loss, as it stands within a sentence. */
const namesInText = (): string[] =>
  lab.value!.plan.losses.map(nameOf).map((name) => name.charAt(0).toLowerCase() + name.slice(1));

/** Warns that the best rate of a loss is the greatest or smallest tried, so that there may be a better one. */
export function edgeWords(): string {
  const { rates } = lab.value!.plan;
  if (rates.length < 2) return '';
  const names = namesInText();
  const [least, most] = [Math.min(...rates), Math.max(...rates)];
  const of = (end: number): string => {
    const there = names.filter((_, i) => bestRows.value[i]?.rate === end);
    return there.length === names.length ? t('each loss') : list(there);
  };
  const [below, above] = [of(least), of(most)];
  return [
    above && t('The best rate of {0} is the greatest tried, {1}: a greater one may do better.', above, plain(most)),
    below && t('The best rate of {0} is the smallest tried, {1}: a smaller one may do better.', below, plain(least)),
  ]
    .filter(Boolean)
    .join(' ');
}

/** What the comparison says of each loss but the first, which it is compared with. */
export function answers(): Answer[] {
  const { plan } = lab.value!;
  const [same, best] = [sameRows.value, bestRows.value];
  if (same.length === 0)
    return [{ title: running.value ? t('The first seed is under way.') : t('No seed came to its end.'), numbers: [] }];
  const names = namesInText();
  const rate = plain(commonRate.value!);
  return plan.losses.slice(1).map((_, at) => {
    const i = at + 1;
    const [s, b] = [same[i], best[i]];
    const alike = s.rate === b.rate && same[0].rate === best[0].rate;
    const none = b.rate === null || best[0].rate === null;
    const title = [
      alike
        ? t('At rate {0}, the best of both, {1} {2}.', rate, names[i], judgement(s, same[0]))
        : t('At rate {0} {1} {2}.', rate, names[i], judgement(s, same[0])),
      none && t('No rate is free of runs that diverge.'),
      !none && !alike && t('At the best rate of each it {0}.', judgement(b, best[0])),
    ];
    const say = (where: string, row: LabRow, first: LabRow): string[] =>
      row.failed > 0 || first.failed > 0 ? [] : [`${where} ${epochWords(row, first, names[0])} ${accuracyWords(row)}`];
    const numbers = say(t('At rate {0}', rate), s, same[0]);
    if (!alike && !none)
      numbers.push(
        ...say(t('At {0}, against {1} of {2},', plain(b.rate!), plain(best[0].rate!), names[0]), b, best[0]),
      );
    return { title: title.filter(Boolean).join(' '), numbers };
  });
}

/** Which seeds the answers are based on. */
export function basis(): string {
  const { plan, status } = lab.value!;
  const done = seeds.value.length;
  const all = plan.seeds.length;
  const from = t('Seeds {0} to {1}', plan.seeds[0], plan.seeds[done - 1] ?? plan.seeds[0]);
  return done < all || status !== 'finished'
    ? t('{0} of {1} seeds so far. Intervals are 95%, each by itself.', count(done), count(all))
    : t('{0}, paired; intervals are 95% (Student’s t), each by itself.', from);
}
