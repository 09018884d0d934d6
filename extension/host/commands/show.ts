import * as v from 'valibot';
import { env } from 'vscode';
import type { Answer, Refusal } from '../../protocol/answers.js';
import { theme } from '../ports/theme.js';
import { type Shown, shownFrom, showRow } from './result/resultView.js';
import type { ActiveText } from './activeText.js';
import { inputNow } from './again.js';
import { type Input, readInput, placeArguments } from './readInput.js';
import { classesState, inspectClasses } from './result/classesWords.js';
import { tableAsJson, tableAsMarkdown } from './result/tableText.js';
import { informationState } from './result/informationWords.js';
import { insertBelow } from './insert.js';
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

/** A command that computes a table from what is selected, shows it, and gives the answer back to a task or a test. */
const asking =
  <K extends Kind>(command: (argument: unknown) => TableCommand<K>) =>
  async (services: Services, argument: unknown, active?: ActiveText): Reply<K> => {
    const given = v.parse(Arguments, argument ?? {});
    const input = await readInput(services, given, active);
    return input && show(services, input, command(argument), given);
  };

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
    ...shownFrom(words, state),
    measure: nothing,
    base: nothing,
    read: nothing,
    async again() {
      const now = inputNow(services, input, answer, swapped);
      if (now) await compute(now, swapped);
    },
    swap: () => compute(input, !swapped),
    async row(row) {
      await showRow(input.origin, command.ranges?.(answer) ?? [], row);
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

/** The commands that show a table, by what they are called in the palette. */
export const tableCommands = {
  compareDistributions: asking<'compare'>((argument) => comparing(v.parse(Compare, argument ?? {}))),
  compareWithMany: asking<'many'>(() => ({
    ask: { kind: 'many' },
    state: manyState,
    ranges: ({ ranges }) => ranges,
  })),
  describeTensor: asking<'describe'>(() => ({
    ask: { kind: 'describe', theme: theme() },
    state: (words, answer) => {
      if (answer.kind === 'tokens') return tokensState(words, answer);
      return answer.kind === 'report' ? reportState(words, answer) : describeState(words, answer);
    },
    ranges: ({ table }) => table?.ranges,
  })),
  compareVectors: asking<'vectors'>(() => ({ ask: { kind: 'vectors' }, state: vectorsState })),
  checkConvexity: asking<'convexity'>(() => ({ ask: { kind: 'convexity' }, state: convexityState })),
  measureInformation: asking<'information'>(() => ({ ask: { kind: 'information' }, state: informationState })),
};
