import type { LoggedRun } from '../model/loggedRun.js';

/** Settings of a run that stand in its label, and the letters of each. */
const MOST = 3;
const LETTERS = 30;
/** Settings that are looked at of one run. */
const MOST_SETTINGS = 500;

/** The simple settings of a run by name: numbers, texts, truth values. */
function settingsOf({ config }: LoggedRun): Map<string, string> {
  const settings = new Map<string, string>();
  if (typeof config !== 'object' || config === null || Array.isArray(config)) return settings;
  for (const [name, value] of Object.entries(config).slice(0, MOST_SETTINGS))
    if (['number', 'string', 'boolean'].includes(typeof value)) settings.set(name, String(value).slice(0, LETTERS));
  return settings;
}

/** The names of settings that some have in another way than others, or not at all, each with its place among them. */
function differingOf(group: readonly Map<string, string>[]): Map<string, number> {
  const seen = new Map<string, { value: string; count: number; same: boolean }>();
  for (const settings of group)
    for (const [name, value] of settings) {
      const known = seen.get(name);
      seen.set(name, {
        value,
        count: (known?.count ?? 0) + 1,
        same: known === undefined || (known.same && known.value === value),
      });
    }
  const places = new Map<string, number>();
  for (const [name, { count, same }] of seen) if (!same || count < group.length) places.set(name, places.size);
  return places;
}

/** How each logged run of a list is called: its title, then the settings that differ between the runs of that title. */
export function loggedLabels(runs: readonly LoggedRun[]): Map<LoggedRun, string> {
  const settings = new Map(runs.map((run) => [run, settingsOf(run)]));
  const byTitle = new Map<string, LoggedRun[]>();
  for (const run of runs) {
    const group = byTitle.get(run.title);
    if (group) group.push(run);
    else byTitle.set(run.title, [run]);
  }
  const labels = new Map<LoggedRun, string>();
  for (const [title, group] of byTitle) {
    const differing = differingOf(group.map((run) => settings.get(run)!));
    for (const run of group) {
      const own = settings.get(run)!;
      const placeOf = (name: string): number => differing.get(name)!;
      const told = [...own.keys()].filter((name) => differing.has(name)).sort((a, b) => placeOf(a) - placeOf(b));
      labels.set(
        run,
        [title, ...told.slice(0, MOST).map((name) => `${name.slice(0, LETTERS)} ${own.get(name)}`)].join(' · '),
      );
    }
  }
  return labels;
}
