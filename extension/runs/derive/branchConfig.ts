import type { RunConfig } from '@surprisal/core';

/** What a branch can't take from the form, since the weights it goes on from are of it. */
export type KeptSetting = 'data' | 'network' | 'batch' | 'seed' | 'mode' | 'classWeights';

/** A text that does not depend on the order of the fields. */
const text = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );

/**
 * The settings of a branch: loss, optimiser, epochs and early stop of the form, whatever else stands there; and data,
 * network, batches, seed and mode of the parent, of which the weights, the order of the images and the generator are.
 * `kept` names those in which the form differs. Where no epoch would be left to train, as many again.
 */
export function branchConfig(
  parent: RunConfig,
  form: RunConfig,
  epoch: number,
): { config: RunConfig; kept: KeptSetting[] } {
  const { data, network, batch, seed, mode } = parent;
  // What the form leaves out of scaling and corrections is said by the record.
  const dataOf = ({ scale, corrections, ...rest }: RunConfig['data'], of = parent.data): string =>
    text({ ...rest, scale: scale ?? of.scale, corrections: corrections === 'file' ? of.corrections : corrections });
  const fromForm = { ...form.data, corrections: form.data.corrections ?? data.corrections };
  const kept: KeptSetting[] = [];
  if (dataOf(fromForm) !== dataOf(data)) kept.push('data');
  for (const key of ['network', 'batch', 'seed', 'mode'] as const)
    if (text(form[key]) !== text(parent[key])) kept.push(key);
  // Weights of classes are of the classes of their own data.
  const foreign = Array.isArray(form.loss.classWeights) && kept.includes('data');
  if (foreign) kept.push('classWeights');
  const loss = foreign ? { ...form.loss, classWeights: parent.loss.classWeights } : form.loss;
  const earlyStop = data.validationFraction > 0 ? form.earlyStop : null;
  const epochs = form.epochs > epoch ? form.epochs : epoch + form.epochs;
  return { config: { ...form, data, network, batch, seed, mode, loss, earlyStop, epochs }, kept };
}
