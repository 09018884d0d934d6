import { measureOf, type MeasureOptions } from '@surprisal/core';
import * as v from 'valibot';
import type { MeasureAnswer } from '../../protocol/answers.js';
import { ACCURACY } from '../../protocol/reading.js';
import { readingWords } from '../language/kindWords.js';
import * as prompts from '../ports/prompts.js';
import { t } from '../ports/t.js';
import { type Shown, shownFrom, showRow } from './result/resultView.js';
import type { ActiveText } from './activeText.js';
import { inputNow } from './again.js';
import { readInput, type Input, placeArguments } from './readInput.js';
import { chooseMeasures, type Chosen, optionsOf } from './measurePick.js';
import { gradientAside, measureState } from './result/measureWords.js';
import { titleOf } from './result/names.js';
import { act } from './result/output.js';
import type { Base } from './result/conventionWords.js';
import { readingsOf } from './result/readingWords.js';
import { report, type RefusalReport } from './refusal.js';
import type { AnswerOf, Services } from './services.js';
import { classes, comparing, show } from './show.js';
import { Words } from './result/resultWords.js';

const Arguments = v.object({
  ...placeArguments,
  measure: v.optional(v.string()),
  options: v.optional(v.record(v.string(), v.unknown())),
  show: v.optional(v.boolean(), true),
});

/** What the command gives back to a task or a test. */
export type LossReport = Pick<MeasureAnswer, 'value' | 'unit' | 'convention' | 'counted' | 'of'> & {
  warnings: string[];
};

interface Choice extends Chosen {
  swapped: boolean;
  base: Base;
}

/** Compute Loss...: one measure, or several, on what is selected, shown beside; nothing is edited. */
export async function computeLoss(
  services: Services,
  argument: unknown,
  active?: ActiveText,
): Promise<LossReport | AnswerOf<'compare' | 'classes'> | RefusalReport | undefined> {
  const given = v.parse(Arguments, argument ?? {});
  const input = await readInput(services, given, active);
  return input && lossOf(services, input, given);
}

/** The same of what was read already. */
export async function lossOf(
  services: Services,
  input: Input,
  given: v.InferOutput<typeof Arguments>,
): Promise<LossReport | AnswerOf<'compare' | 'classes'> | RefusalReport | undefined> {
  const chosen = await choicesOf(services, input, given);
  if (!chosen || !Array.isArray(chosen)) return chosen;
  const [{ id, options }] = chosen;
  if (chosen.length > 1) {
    const named = Object.fromEntries(chosen.map((each) => [each.id, each.options]));
    return show(services, input, comparing({ measures: Object.keys(named), options: named }), given);
  }
  if (id === ACCURACY) return show(services, input, classes, given);
  const choice: Choice = { id, options, swapped: given.swapped, base: 'nats' };
  const answer = await services.compute(input, { kind: 'measure', id, options }, given.swapped);
  if (!answer) return undefined;
  if (answer.kind === 'refusal') {
    const mayBeLogits = measureOf(id).options.some(({ name }) => name === 'fromLogits') && options.fromLogits !== true;
    const offered = mayBeLogits && ['negative', 'range'].includes(answer.code) && answer.argument === 'prediction';
    const asLogits = () =>
      lossOf(services, input, { ...given, measure: id, options: { ...options, fromLogits: true } });
    return report(input, answer, ...(offered ? [[t('Read as Logits'), asLogits] as const] : []));
  }
  if (given.show) services.results.show(shownOf(services, input, choice, answer));
  const { value, unit, convention, counted, of, remarks } = answer;
  return { value, unit, convention, counted, of, warnings: remarks.map(({ message }) => message) };
}

/** The options of another measure of the same pair: what its numbers are said to be stays. */
function optionsFor({ memory }: Services, id: string, { options: { fromLogits } }: Choice): MeasureOptions {
  const measure = measureOf(id);
  const said = fromLogits !== undefined && measure.options.some(({ name }) => name === 'fromLogits');
  return { ...optionsOf(memory, measure), ...(said && { fromLogits }) };
}

/** The measure that is named; else those that a person chooses for the pair, from a list that shows how it may be read. */
async function choicesOf(
  services: Services,
  input: Input,
  { measure, options, swapped }: v.InferOutput<typeof Arguments>,
): Promise<Chosen[] | RefusalReport | undefined> {
  if (measure === ACCURACY) return [{ id: measure, options: {} }];
  if (measure !== undefined)
    return [{ id: measure, options: options ?? optionsOf(services.memory, measureOf(measure)) }];
  const answer = await services.compute(input, { kind: 'readings' }, swapped);
  if (answer?.kind === 'refusal') return report(input, answer);
  if (!answer?.pairs.length) return answer && chooseMeasures(services.memory, answer.readings);
  const items = answer.pairs.map(({ names, ...pair }) => ({
    label: t('{0} with {1}', ...names),
    ...(pair.readings.length > 0 && { description: readingWords(pair.readings[0]) }),
    pair,
  }));
  const chosen = await prompts.pick(items, { title: t('Which pair?') });
  if (!chosen) return undefined;
  const { readings, ...pair } = chosen.pair;
  input.pair = pair;
  return chooseMeasures(services.memory, readings);
}

/** The result with its controls: another measure, unit or order is computed from the same text. */
function shownOf(services: Services, input: Input, choice: Choice, answer: MeasureAnswer): Shown {
  const words = new Words(input.origin);
  const state = measureState(words, choice, answer);
  const compute = async (of: Input, next: Choice): Promise<void> => {
    const { id, options, swapped } = next;
    const other = await services.compute(of, { kind: 'measure', id, options }, swapped);
    if (other?.kind === 'refusal') report(of, other);
    else if (other) services.results.replace(shown, shownOf(services, of, next, other));
  };
  const shown: Shown = {
    ...shownFrom(words, state),
    async again() {
      const now = inputNow(services, input, answer, choice.swapped);
      if (now) await compute(now, choice);
    },
    measure: (id) => compute(input, { ...choice, id: measureOf(id).id, options: optionsFor(services, id, choice) }),
    base: (base) => services.results.replace(shown, shownOf(services, input, { ...choice, base }, answer)),
    read({ group, option }) {
      const next = readingsOf(choice, answer)[group]?.choices[option];
      if (next?.id === ACCURACY) void show(services, input, classes, { swapped: choice.swapped, show: true });
      return next && next.id !== ACCURACY ? compute(input, { ...choice, ...next }) : undefined;
    },
    swap: () => compute(input, { ...choice, swapped: !choice.swapped }),
    async row(row) {
      // A page that is shown again gets the state anew, and with it the gradient of this row.
      state.ofRow = gradientAside(answer, row) ?? state.ofRow;
      await showRow(input.origin, answer.items.ranges, row);
      return state.ofRow;
    },
    act: (action) => act(action, input.origin, { title: titleOf(choice.id), answer, base: choice.base }),
  };
  return shown;
}
