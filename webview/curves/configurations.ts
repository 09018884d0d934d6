import type { CurveRun } from '../../extension/protocol/curves.js';
import { plain } from '../shared/format.js';
import { t } from '../shared/strings.js';

export type Setting = string | number | boolean;

/** A run of which every setting is its own: one that is called `constructor` is not taken from what all objects have. */
export const withOwnSettings = (run: CurveRun): CurveRun => ({
  ...run,
  settings: Object.assign(Object.create(null) as object, run.settings),
});

/** Whether a setting is the seed of a run: runs that differ in it alone are of one configuration. */
export const isSeed = (key: string): boolean => /(^|[^a-z])(seed|random_state)$/i.test(key);

/**
 * The settings in which runs differ, in the order in which they come. Where one lacks a setting that is a difference
 * among runs of one source; runs of another source may have no such setting at all.
 */
export function settingsApart(runs: readonly CurveRun[]): string[] {
  const keys = new Set(runs.flatMap(({ settings }) => Object.keys(settings)));
  const sources = new Map<string, CurveRun[]>();
  for (const run of runs) sources.set(run.source, [...(sources.get(run.source) ?? []), run]);
  const has = (run: CurveRun, key: string): boolean => run.settings[key] !== undefined;
  return [...keys].filter((key) => {
    const values = runs.filter((run) => has(run, key)).map(({ settings }) => settings[key]);
    if (new Set(values).size > 1) return true;
    return [...sources.values()].some((own) => own.some((run) => has(run, key)) && !own.every((run) => has(run, key)));
  });
}

/** The settings that all runs have alike. */
export const settingsAlike = (runs: readonly CurveRun[]): [string, Setting][] => {
  const apart = new Set(settingsApart(runs));
  return Object.entries(runs[0]?.settings ?? {}).filter(
    ([key]) => !apart.has(key) && !isSeed(key) && runs.every(({ settings }) => settings[key] !== undefined),
  );
};

/** The same for the seeds of one configuration. A run without settings is a configuration of its own. */
export function configurationOf({ id, settings }: CurveRun): string {
  const entries = Object.entries(settings).filter(([key]) => !isSeed(key));
  return entries.length === 0 ? id : JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * `Rate` for `optimiser.rate`, `Loss` for `loss.id`, `Label smoothing` for `labelSmoothing`; the whole key where another
 * of `keys` would be called the same.
 */
export function settingName(key: string, keys: readonly string[]): string {
  const short = (of: string): string =>
    (/[^./]+$/.exec(of.replace(/(.)\.(id|name|kind)$/, '$1'))?.[0] ?? of)
      .replace(/([a-z])([A-Z][a-z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
      .replaceAll('_', ' ')
      .trim();
  const name = keys.some((other) => other !== key && short(other) === short(key)) ? key : short(key) || key;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export function settingText(value: Setting | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'number' ? plain(value) : typeof value === 'boolean' ? (value ? t('yes') : t('no')) : value;
}

/**
 * What each run is called: by the name that a person gave, where no other run has it and it is not that of one of several
 * seeds; else by what sets it apart from most runs, never by what all share, and no longer than tells it from the others;
 * with its seed where another run differs in that alone; else by its title.
 */
export function namesOf(runs: readonly CurveRun[], withSeed: boolean): Map<string, string> {
  const apart = settingsApart(runs);
  const [seeds, keys] = [apart.filter(isSeed), apart.filter((key) => !isSeed(key))];
  const counts = new Map(keys.map((key) => [key, countsOf(runs, key)] as const));
  const part = (key: string, value: Setting | undefined): string[] => {
    if (value === undefined) return [];
    if (typeof value === 'string') return [value];
    const name = settingName(key, keys);
    return [typeof value === 'number' ? `${name} ${plain(value)}` : value ? name : t('no {0}', name.toLowerCase())];
  };
  const configurations = runs.map(configurationOf);
  const told = runs.map(({ settings }) => {
    const own = keys.filter((key) => (counts.get(key)?.get(settings[key]) ?? 0) <= runs.length / 2);
    return (own.length > 0 ? own : keys.slice(0, 1)).flatMap((key) => part(key, settings[key]));
  });
  const alike = countBy(configurations);
  const titles = countBy(runs.map(({ title }) => title));
  const beginnings = new Map<string, Set<string>>();
  told.forEach((parts, i) =>
    parts.forEach((_, end) => {
      const beginning = parts.slice(0, end + 1).join(', ');
      beginnings.set(beginning, (beginnings.get(beginning) ?? new Set()).add(configurations[i]));
    }),
  );
  const names = runs.map((run, i) => {
    const stands = withSeed || alike.get(configurations[i]) === 1;
    if (run.named && stands && titles.get(run.title) === 1) return run.title;
    const all = told[i].map((_, end) => told[i].slice(0, end + 1));
    const parts = [...(all.find((some) => beginnings.get(some.join(', '))?.size === 1) ?? told[i])];
    const seed = seeds.find((key) => run.settings[key] !== undefined);
    const several = (alike.get(configurations[i]) ?? 0) > 1 || parts.length === 0;
    if (withSeed && seed !== undefined && several) parts.push(t('seed {0}', settingText(run.settings[seed])));
    return parts.join(', ') || run.title;
  });
  const same = countBy(names);
  return new Map(
    runs.map((run, i) => {
      const name = names[i];
      if (!withSeed || same.get(name) === 1) return [run.id, name];
      // Of runs of one title the folders differ.
      const own = titles.get(run.title) === 1 ? run.title : (/[^/]+$/.exec(run.id)?.[0] ?? run.id);
      return [run.id, name === own ? name : `${name}, ${own}`];
    }),
  );
}

const countsOf = (runs: readonly CurveRun[], key: string) =>
  countBy<Setting | undefined>(runs.map(({ settings }) => settings[key]));

function countBy<T>(values: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
