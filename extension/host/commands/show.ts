import * as v from 'valibot';
import { env } from 'vscode';
import type { Answer, Refusal } from '../../protocol/answers.js';
import { theme } from '../ports/theme.js';
import type { Shown } from './result/resultView.js';
import { inputNow } from './again.js';
import { type Input, readInput, placeArguments } from './readInput.js';
import { classesState, inspectClasses } from './result/classesWords.js';
import { tableAsJson, tableAsMarkdown } from './result/tableText.js';
import { informationState } from './result/informationWords.js';
import { insertBelow } from './insert.js';
import { showPlace } from './place.js';
import { report, type RefusalReport } from './refusal.js';
import type { AnswerOf, AskOf, Services } from './services.js';
import { compareState, convexityState, describeState, manyState } from './result/tableWords.js';
import { reportState } from './result/reportState.js';
import { tokensState } from './result/tokensState.js';
import { vectorsState } from './result/vectorsState.js';
import { type State, Words } from './result/resultWords.js';

type Kind = 'compare' | 'many' | 'describe' | 'vectors' | 'convexity' | 'information' | 'classes';
type Reply<K extends Kind> = Promise<AnswerOf<K> | RefusalReport | undefined>;

/** What a command asks and how its answer is shown; `ranges` are the places of its table's rows. */
interface TableCommand<K extends Kind> {
  ask: AskOf<K>;
  state: (words: Words, answer: AnswerOf<K>) => State;
  ranges?: (answer: AnswerOf<K>) => Float64Array | undefined;
  inspect?: (answer: AnswerOf<K>, name: string) => unknown;
}

const Arguments = v.object({ ...placeArguments, show: v.optional(v.boolean(), true) });

/** Computes a table from what is selected, shows it, and gives the answer back to a task or a test. */
async function ask<K extends Kind>(services: Services, argument: unknown, command: TableCommand<K>): Reply<K> {
  const given = v.parse(Arguments, argument ?? {});
  const input = await readInput(services, given);
  return input && show(services, input, command, given);
}

/** The same of what was read already. */
export async function show<K extends Kind>(
  services: Services,
  input: Input,
  command: TableCommand<K>,
  given: { swapped: boolean; show: boolean },
): Reply<K> {
  const answer = await services.compute(input, command.ask, given.swapped);
  if (!answer) return undefined;
  if (isRefusal(answer)) return report(input, answer);
  if (given.show) services.results.show(shownOf(services, input, command, answer, given.swapped));
  return answer;
}

const isRefusal = (answer: Answer | Refusal): answer is Refusal => answer.kind === 'refusal';

function shownOf<K extends Kind>(
  services: Services,
  input: Input,
  command: TableCommand<K>,
  answer: AnswerOf<K>,
  swapped: boolean,
): Shown {
  const words = new Words(input.origin);
  const state = command.state(words, answer);
  const nothing = (): void => undefined;
  const compute = async (of: Input, next: boolean): Promise<void> => {
    const other = await services.compute(of, command.ask, next);
    if (other && isRefusal(other)) report(of, other);
    else if (other) services.results.replace(shown, shownOf(services, of, command, other, next));
  };
  const shown: Shown = {
    title: state.title,
    state,
    measure: nothing,
    base: nothing,
    read: nothing,
    document: input.origin.document,
    now: () => words.now(),
    async again() {
      const now = inputNow(services, input, answer, swapped);
      if (now) await compute(now, swapped);
    },
    swap: () => compute(input, !swapped),
    async place(place) {
      const range = words.places[place];
      if (range) await showPlace(input.origin, range);
    },
    async row(row) {
      const ranges = command.ranges?.(answer);
      const [start, end] = [ranges?.[row * 2], ranges?.[row * 2 + 1]];
      if (start !== undefined && end !== undefined) await showPlace(input.origin, { start, end });
      return null;
    },
    async act(action) {
      if (action === 'inspect') {
        await command.inspect?.(answer, input.origin.name);
        return true;
      }
      const { table } = state;
      if (!table) return false;
      if (action !== 'insert') {
        await env.clipboard.writeText(action === 'copyJson' ? tableAsJson(table) : tableAsMarkdown(table));
        return true;
      }
      const value: unknown = JSON.parse(tableAsJson(table));
      return insertBelow(input.origin, words.last, {
        lines: tableAsMarkdown(table).split('\n'),
        value,
        key: (answer as Answer).kind,
      });
    },
  };
  return shown;
}

const Compare = v.object({
  measures: v.optional(v.nullable(v.array(v.string())), null),
  options: v.optional(v.record(v.string(), v.record(v.string(), v.unknown())), {}),
});

export const compareDistributions = (services: Services, argument: unknown): Reply<'compare'> => {
  return ask(services, argument, comparing(v.parse(Compare, argument ?? {})));
};

/** Accuracy and confusion matrix of class indices on both sides. */
export const classes: TableCommand<'classes'> = {
  ask: { kind: 'classes' },
  state: classesState,
  inspect: inspectClasses,
};

export const comparing = ({ measures: ids, options }: v.InferOutput<typeof Compare>): TableCommand<'compare'> => ({
  ask: { kind: 'compare', ids, options },
  state: compareState,
});

export const compareWithMany = (services: Services, argument: unknown): Reply<'many'> =>
  ask(services, argument, { ask: { kind: 'many' }, state: manyState, ranges: ({ ranges }) => ranges });

export const describeTensor = (services: Services, argument: unknown): Reply<'describe'> =>
  ask(services, argument, {
    ask: { kind: 'describe', theme: theme() },
    state: (words, answer) =>
      answer.kind === 'tokens'
        ? tokensState(words, answer)
        : answer.kind === 'report'
          ? reportState(words, answer)
          : describeState(words, answer),
    ranges: ({ table }) => table?.ranges,
  });

export const compareVectors = (services: Services, argument: unknown): Reply<'vectors'> =>
  ask(services, argument, { ask: { kind: 'vectors' }, state: vectorsState });

export const checkConvexity = (services: Services, argument: unknown): Reply<'convexity'> =>
  ask(services, argument, { ask: { kind: 'convexity' }, state: convexityState });

export const measureInformation = (services: Services, argument: unknown): Reply<'information'> =>
  ask(services, argument, { ask: { kind: 'information' }, state: informationState });
