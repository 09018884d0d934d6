import { measureOf, type MeasureOptions } from '@surprisal/core';
import * as v from 'valibot';
import type { MeasureAnswer } from '../../protocol/compute.js';
import type { Shown } from '../views/resultView.js';
import { askedOf, type Asked, placeArguments } from './asked.js';
import { chooseMeasures, optionsOf } from './measurePick.js';
import { gradientAside, measureState } from './measureWords.js';
import { titleOf } from './names.js';
import { act } from './output.js';
import { showPlace } from './place.js';
import { report, type RefusalReport } from './refusal.js';
import type { AnswerOf, Services } from './services.js';
import { compareDistributions } from './show.js';
import { Words } from './words.js';

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

interface Choice {
  id: string;
  options: MeasureOptions;
  swapped: boolean;
  base: 'nats' | 'bits';
}

/** Compute Loss...: one measure, or several, on what is selected, shown beside; nothing is edited. */
export async function computeLoss(
  services: Services,
  argument: unknown,
): Promise<LossReport | AnswerOf<'compare'> | RefusalReport | undefined> {
  const given = v.parse(Arguments, argument ?? {});
  const asked = await askedOf(given);
  const ids = asked && (given.measure === undefined ? await chooseMeasures(services.memory) : [given.measure]);
  if (!ids) return undefined;
  if (ids.length > 1) {
    const options = Object.fromEntries(ids.map((id) => [id, optionsOf(services.memory, measureOf(id))]));
    return compareDistributions(services, { ...given, measures: ids, options });
  }
  const [id] = ids;
  const options = given.options ?? optionsOf(services.memory, measureOf(id));
  const choice: Choice = { id, options, swapped: given.swapped, base: 'nats' };
  const answer = await services.compute(asked, { kind: 'measure', id, options }, given.swapped);
  if (!answer) return undefined;
  if (answer.kind === 'refusal') return report(asked, answer);
  if (given.show) services.results.show(shownOf(services, asked, choice, answer));
  const { value, unit, convention, counted, of, remarks } = answer;
  return { value, unit, convention, counted, of, warnings: remarks.map(({ message }) => message) };
}

/** The result with its controls: another measure, unit or order is computed from the same text. */
function shownOf(services: Services, asked: Asked, choice: Choice, answer: MeasureAnswer): Shown {
  const words = new Words(asked.origin);
  const state = measureState(words, choice, answer);
  const again = async (changed: Partial<Choice>): Promise<void> => {
    const next = { ...choice, ...changed };
    if (next.id !== choice.id) next.options = optionsOf(services.memory, measureOf(next.id));
    const { id, options, swapped } = next;
    const other = await services.compute(asked, { kind: 'measure', id, options }, swapped);
    if (other?.kind === 'refusal') report(asked, other);
    else if (other) services.results.replace(shown, shownOf(services, asked, next, other));
  };
  const shown: Shown = {
    title: state.title,
    state,
    measure: (id) => again({ id: measureOf(id).id }),
    base: (base) => services.results.replace(shown, shownOf(services, asked, { ...choice, base }, answer)),
    swap: () => again({ swapped: !choice.swapped }),
    async place(place) {
      const range = words.places[place];
      if (range) await showPlace(asked.origin, range);
    },
    async row(row) {
      // Kept in the state, which the page is given anew when its place in the window changes.
      state.ofRow = gradientAside(answer, row) ?? state.ofRow;
      const [start, end] = [answer.items.ranges[row * 2], answer.items.ranges[row * 2 + 1]];
      if (start !== undefined && end !== undefined) await showPlace(asked.origin, { start, end });
      return state.ofRow;
    },
    act: (action) => act(action, asked.origin, { title: titleOf(choice.id), answer, base: choice.base }),
  };
  return shown;
}
