import { type CancellationToken, CancellationTokenSource } from 'vscode';
import type { ComparedModel, Mismatch } from '../../protocol/comparing.js';
import type { CompareApi, ModelKind, OtherRun } from '../../protocol/inspector/compare.js';
import type { Handlers } from '../../protocol/rpc.js';
import { modelOfImport, modelOfRun } from '../../runs/derive/comparedModel.js';
import { membersOf } from '../../runs/derive/derivedConfig.js';
import { otherRuns } from '../../runs/derive/otherRuns.js';
import type { Run } from '../../runs/model/run.js';
import { cancellable } from '../ports/cancellable.js';
import { count } from '../ports/numbers.js';
import { plural, t } from '../ports/t.js';
import type { Threads } from '../train/threads.js';
import type { LoggedRun } from '../../runs/model/loggedRun.js';
import type { KnownImport } from './importedSet.js';
import type { ComparedSet } from './comparedSet.js';
import { loggedSet } from './loggedSet.js';
import { whyIncomparable } from './incomparable.js';

/** What a model is compared with: the runs of the folder, and what was imported. */
export interface Compared {
  library: { readonly runs: readonly Run[]; ready(): Promise<void>; get(id: string): Promise<Run | undefined> };
  threads: Pick<Threads, 'analyse'>;
  imports: { known(): Promise<KnownImport[]>; find(id: string): ComparedSet | undefined };
  /** Those that other programs log. */
  logged: {
    readonly logged: readonly LoggedRun[];
    readonly trained: readonly Run[];
    get(id: string): LoggedRun | undefined;
  };
}

/** What a page shows: a run, or an import. */
export type Own = { run: Run; set?: undefined } | { set: ComparedSet; run?: undefined };

/** A run or an import beside other runs and imports. */
export function comparesModel(
  { run, set: shown }: Own,
  { library, imports, logged, threads }: Compared,
): Handlers<CompareApi> {
  const known = async (): Promise<KnownImport[]> => [
    ...logged.logged.map((each) => loggedSet(each, logged.logged)),
    ...(await imports.known()),
  ];
  const titleOf = async (set: KnownImport): Promise<string> => titleAmong(set, await known());
  const find = async (other: string): Promise<ComparedModel> => {
    const loggedRun = logged.get(other);
    const set = loggedRun ? loggedSet(loggedRun, logged.logged) : imports.find(other);
    if (set) return readSet(set, await titleOf(set));
    const found = await library.get(other);
    if (!found) throw new Error(t('What was to be compared is gone.'));
    const problem = run && whyIncomparable(run, found);
    if (problem !== undefined) throw new Error(problem);
    return readRun(found, null);
  };
  const own = async (epoch: number | null = null): Promise<ComparedModel> =>
    run ? readRun(run, epoch) : readSet(shown, await titleOf(shown), epoch);
  return {
    otherRuns: async () => {
      await library.ready();
      const sets = await known();
      const classes = run
        ? membersOf(run.classes, run.config.data.merge).flat()
        : ((await shown.at().catch(() => undefined))?.predictions.classes ?? []);
      const problemOf = (other: Run): string | undefined => {
        if (run) return whyIncomparable(run, other);
        if (other.epochs.length === 0) return t('It has no finished epoch.');
        return classProblem(membersOf(other.classes, other.config.data.merge).flat(), classes);
      };
      const imported = sets
        .filter(({ id }) => id !== shown?.id)
        .map((set) => importedOther(set, titleAmong(set, sets), classes));
      const runs = otherRuns(run, [...library.runs, ...logged.trained], problemOf);
      if (!shown) return [...runs, ...imported];
      // Those that come from where it comes from stand first.
      const near = imported.filter(({ id }) => sets.some((set) => set.id === id && isLogged(set) === isLogged(shown)));
      const all = [...near, ...imported.filter((other) => !near.includes(other)), ...runs];
      const problem = shown.lacks && t('This run logged no labels and predictions.');
      return problem ? all.map((other) => ({ ...other, problem })) : all;
    },
    compareRuns: async ({ other, epoch }) => {
      const [mine, theirs] = await Promise.all([own(epoch), find(other)]);
      const found = await stoppable([mine, theirs], (token) => threads.analyse('compare', { mine, theirs }, { token }));
      if ('differ' in found) throw new Error(mismatchWords(found, mine, theirs));
      return found;
    },
    compareModels: async ({ others, epoch }) => {
      const mine = await own(epoch);
      const [models, gone]: [ComparedModel[], { title: string; problem: string }[]] = [[], []];
      for (const other of others)
        try {
          models.push(await find(other));
        } catch (error) {
          const title =
            logged.get(other)?.title ?? imports.find(other)?.title ?? (await library.get(other))?.title ?? other;
          gone.push({ title, problem: (error as Error).message });
        }
      const ask = (token: CancellationToken) => threads.analyse('sideBySide', { mine, others: models }, { token });
      const { refused, ...table } = await stoppable([mine, ...models], ask);
      const problems = refused.map((each) => {
        const other = models.find((model) => model.id === each.id)!;
        return { title: other.title, problem: mismatchWords(each.why, mine, other) };
      });
      return { ...table, problems: [...gone, ...problems] };
    },
  };
}

/** Work of a thread, with a Cancel where it takes longer, which ends the thread. */
async function stoppable<T>(
  models: readonly ComparedModel[],
  ask: (token: CancellationToken) => Promise<T>,
): Promise<T> {
  const stop = new CancellationTokenSource();
  try {
    return await cancellable(models.map(({ title }) => title).join(', '), ask(stop.token));
  } finally {
    stop.cancel();
    stop.dispose();
  }
}

async function readRun(run: Run, epoch: number | null): Promise<ComparedModel> {
  const model = await modelOfRun(run, epoch);
  if (!model) throw new Error(t('It has no finished epoch.'));
  return model;
}

async function readSet(set: ComparedSet, title: string, epoch: number | null = null): Promise<ComparedModel> {
  return { ...modelOfImport(set.id, title, await set.at(epoch)), kind: set.kind, epoch: set.epochOf?.(epoch) ?? null };
}

/** Two files of one name are told apart by their places. */
const titleAmong = ({ title, path }: KnownImport, sets: readonly KnownImport[]): string =>
  sets.filter((each) => each.title === title).length > 1 ? path : title;

function importedOther(
  { id, isMatrix, rows, kind, lacks, classes: named }: KnownImport,
  title: string,
  classes: readonly string[],
): OtherRun {
  const { actual, predicted } = rows?.predictions ?? {};
  const right = actual?.reduce((sum, label, i) => sum + Number(label === predicted?.[i]), 0) ?? 0;
  const accuracy = actual && actual.length > 0 ? right / actual.length : null;
  const problem = isMatrix
    ? t('It holds counts alone, and no rows.')
    : (lacks ?? classProblem(rows?.predictions.classes ?? named ?? [], classes));
  return { id, title, kind, accuracy, ...(problem !== undefined && { problem }) };
}

const isLogged = ({ kind }: KnownImport): boolean => kind === 'run';

/** Says where two models have no class in common; of one without names nothing is known. */
const classProblem = (theirs: readonly string[], ours: readonly string[]): string | undefined =>
  theirs.length > 0 && ours.length > 0 && !theirs.some((name) => ours.includes(name))
    ? t('It has none of these classes.')
    : undefined;

/** What differs between the items of two models. */
function mismatchWords(found: Mismatch | 'none', mine: ComparedModel, theirs: ComparedModel): string {
  if (found === 'none') return t('No item is left that all of them were tested on.');
  switch (found.differ) {
    case 'images':
      return t('No image was tested by both runs: the data has changed between them.');
    case 'ids':
      return t('No “{0}” of this one is a “{1}” of the other: they are of other items.', ...found.columns);
    case 'counts': {
      const [own, other] = found.counts;
      const words = t('{0} of this one and {1} of the other', itemsOf(own, mine.kind), itemsOf(other, theirs.kind));
      return t('Without a column of ids they can’t be matched: {0}.', words);
    }
    case 'labels': {
      const { by, item, classes, count: apart, of } = found;
      const how =
        by.by === 'id' ? t('matched by “{0}” and “{1}”', ...by.columns) : t('matched by position, without ids');
      const which = by.by === 'id' ? item : t('row {0}', item);
      return t(
        'Of the items in common, {0} of {1} have other actual classes, {2}; the first is {3}: {4} here, {5} there.',
        count(apart),
        count(of),
        how,
        which,
        ...classes,
      );
    }
    case 'classes':
      return plural(found.count, '{0} class together; at most 256', '{0} classes together; at most 256');
  }
}

const itemsOf = (n: number, kind: ModelKind): string =>
  kind === 'import' ? plural(n, '{0} row', '{0} rows') : plural(n, '{0} test item', '{0} test items');
