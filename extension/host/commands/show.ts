import * as v from 'valibot';
import type { Answer, Refusal } from '../../protocol/compute.js';
import { theme } from '../theme.js';
import type { Shown } from '../views/resultView.js';
import { type Asked, askedOf, placeArguments } from './asked.js';
import { copyTable, tableAsMarkdown } from './copyTable.js';
import { informationState } from './informationWords.js';
import { insertLines } from './output.js';
import { showPlace } from './place.js';
import { report, type RefusalReport } from './refusal.js';
import type { AnswerOf, AskOf, Services } from './services.js';
import { compareState, convexityState, describeState, manyState } from './tableWords.js';
import { type State, Words } from './words.js';

type Kind = 'compare' | 'many' | 'describe' | 'convexity' | 'information';
type Reply<K extends Kind> = Promise<AnswerOf<K> | RefusalReport | undefined>;

/** How a command of one kind is asked and shown; `ranges` are the places of its table's rows. */
interface Telling<K extends Kind> {
  ask: AskOf<K>;
  state: (words: Words, answer: AnswerOf<K>) => State;
  ranges?: (answer: AnswerOf<K>) => Float64Array | undefined;
}

const Arguments = v.object({ ...placeArguments, show: v.optional(v.boolean(), true) });

/** Computes a table from what is selected, shows it, and gives the answer back to a task or a test. */
async function show<K extends Kind>(services: Services, argument: unknown, telling: Telling<K>): Reply<K> {
  const given = v.parse(Arguments, argument ?? {});
  const asked = await askedOf(given);
  if (!asked) return undefined;
  const answer = await services.compute(asked, telling.ask, given.swapped);
  if (!answer) return undefined;
  if (isRefusal(answer)) return report(asked, answer);
  if (given.show) services.results.show(shownOf(services, asked, telling, answer, given.swapped));
  return answer;
}

/** Where the last array ends that was read. */
const endOf = (answer: AnswerOf<Kind>): number =>
  Math.max(
    ...(answer.kind === 'compare' ? [answer.target.range.end, answer.prediction.range.end] : []),
    ...(answer.kind === 'many' ? [answer.target.range.end, answer.ranges.at(-1) ?? 0] : []),
    ...('side' in answer ? [answer.side.range.end] : []),
  );

const isRefusal = (answer: Answer | Refusal): answer is Refusal => answer.kind === 'refusal';

function shownOf<K extends Kind>(
  services: Services,
  asked: Asked,
  telling: Telling<K>,
  answer: AnswerOf<K>,
  swapped: boolean,
): Shown {
  const words = new Words(asked.origin);
  const state = telling.state(words, answer);
  const nothing = (): void => undefined;
  const shown: Shown = {
    title: state.title,
    state,
    measure: nothing,
    base: nothing,
    async swap() {
      const other = await services.compute(asked, telling.ask, !swapped);
      if (other && !isRefusal(other))
        services.results.replace(shown, shownOf(services, asked, telling, other, !swapped));
    },
    async place(place) {
      const range = words.places[place];
      if (range) await showPlace(asked.origin, range);
    },
    async row(row) {
      const ranges = telling.ranges?.(answer);
      const [start, end] = [ranges?.[row * 2], ranges?.[row * 2 + 1]];
      if (start !== undefined && end !== undefined) await showPlace(asked.origin, { start, end });
      return null;
    },
    async act(action) {
      if (!state.table) return;
      if (action === 'copyJson' || action === 'copyMarkdown') await copyTable(action, state.table);
      const lines = tableAsMarkdown(state.table).split('\n');
      if (action === 'insert') await insertLines(asked.origin, endOf(answer), lines);
    },
  };
  return shown;
}

const Compare = v.object({
  measures: v.optional(v.nullable(v.array(v.string())), null),
  options: v.optional(v.record(v.string(), v.record(v.string(), v.unknown())), {}),
});

export const compareDistributions = (services: Services, argument: unknown): Reply<'compare'> => {
  const { measures: ids, options } = v.parse(Compare, argument ?? {});
  return show(services, argument, { ask: { kind: 'compare', ids, options }, state: compareState });
};

export const compareWithMany = (services: Services, argument: unknown): Reply<'many'> =>
  show(services, argument, { ask: { kind: 'many' }, state: manyState, ranges: ({ ranges }) => ranges });

export const describeTensor = (services: Services, argument: unknown): Reply<'describe'> =>
  show(services, argument, {
    ask: { kind: 'describe', theme: theme() },
    state: describeState,
    ranges: ({ table }) => table?.ranges,
  });

export const checkConvexity = (services: Services, argument: unknown): Reply<'convexity'> =>
  show(services, argument, { ask: { kind: 'convexity' }, state: convexityState });

export const measureInformation = (services: Services, argument: unknown): Reply<'information'> =>
  show(services, argument, { ask: { kind: 'information' }, state: informationState });
