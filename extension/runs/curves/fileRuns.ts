import { CurveSet, joinedCurves, joinWriters, limits } from '@surprisal/core';
import type { CurveSource } from '../../protocol/curves.js';
import { type CurveForm, type CurvePlace, curvePlaceOf } from './curveForm.js';
import type { CurveOrigin, CurveTrouble, Settings } from './curveOrigin.js';
import { type CurveDisk, FollowedFile } from './followedFile.js';

/** A file that was found or chosen: its path, and what a person calls it. */
export interface FoundCurves {
  path: string;
  /** From the folder that was opened, with forward slashes. */
  shown: string;
  form: CurveForm;
}

interface Member {
  file: FollowedFile;
  place: CurvePlace;
}

const SOURCES: Record<CurveForm, CurveSource> = { events: 'tensorboard', table: 'csv', state: 'trainerState' };
/** Milliseconds since a file grew in which its run counts as live. */
const ALIVE = 60_000;
/** Milliseconds between two times that files are put together while they are read. */
const PAUSE = 300;
/** Characters of the id of a run, which a page sends back many at a time. */
const MOST_ID = 200;

/** The runs of files of curves: those of one folder are joined, and each is followed as it grows. */
export class FileRuns {
  private readonly members = new Map<string, Member>();
  private runs = new Map<string, FileRun>();
  /** The ids of the runs, by what they stand for, and those that are given away. */
  private readonly ids = new Map<string, string>();
  private readonly given = new Set<string>();
  /** When they were put together last. */
  private grouped = -Infinity;

  constructor(
    private readonly disk: CurveDisk,
    /** Milliseconds of a clock that only goes on. */
    private readonly now: () => number,
  ) {}

  get origins(): readonly CurveOrigin[] {
    return [...this.runs.values()];
  }

  get files(): readonly FollowedFile[] {
    return [...this.members.values()].map(({ file }) => file);
  }

  /** The paths of the files of a run. */
  filesOf(id: string): string[] {
    return this.runs.get(id)?.paths ?? [];
  }

  /** From now on these files are followed, and no others; what was read of one stays. */
  follow(found: readonly FoundCurves[]): void {
    const folders = new Set(
      found.filter(({ form }) => form === 'events').map(({ path }) => path.slice(0, path.lastIndexOf('/'))),
    );
    const paths = new Set(found.map(({ path }) => path));
    for (const path of this.members.keys()) if (!paths.has(path)) this.members.delete(path);
    for (const { path, shown, form } of found) {
      const file = this.members.get(path)?.file ?? new FollowedFile(this.disk, path, shown, form, this.now);
      this.members.set(path, { file, place: curvePlaceOf(path, form, folders) });
    }
  }

  /** Reads what is new in each file, one after the other; tells how many are done. */
  async update(done?: (files: number, of: number) => void, stopped: () => boolean = () => false): Promise<void> {
    const { files } = this;
    for (const [i, file] of files.entries()) {
      if (stopped()) return;
      await file.update(stopped);
      // What is read is shown while the rest is.
      if (this.now() - this.grouped > PAUSE) this.group();
      done?.(i + 1, files.length);
    }
    this.group();
  }

  private group(): void {
    this.grouped = this.now();
    const places = new Map<string, Member[]>();
    for (const member of this.members.values()) {
      const key = `${member.place.form} ${member.place.run}`;
      places.set(key, [...(places.get(key) ?? []), member]);
    }
    const runs = new Map<string, FileRun>();
    for (const [key, members] of places)
      for (const [i, of] of partsOf(members).entries()) {
        const id = this.idOf(i === 0 ? key : `${i} ${key}`);
        const run = this.runs.get(id) ?? new FileRun(id, this.now);
        run.take(of, i);
        runs.set(id, run);
      }
    const all = [...runs.values()];
    const shared = sharedFolder(all.map(({ place }) => place));
    for (const run of all) run.call(shared);
    this.runs = runs;
  }

  private idOf(key: string): string {
    let id = this.ids.get(key);
    if (id !== undefined) return id;
    const short = key.length <= MOST_ID ? key : `${key.slice(0, 40)}…${key.slice(60 - MOST_ID)}`;
    id = short;
    for (let again = 2; this.given.has(id); again++) id = `${short} ${again}`;
    this.ids.set(key, id);
    this.given.add(id);
    return id;
  }
}

/** The folders that all places begin with; the last name of a place is its own. */
function sharedFolder(places: readonly string[]): number {
  if (places.length < 2) return 0;
  const [first, ...others] = places.map((place) => place.split('/'));
  const same = first.findIndex((name, i) => others.some((parts) => parts[i] !== name));
  const most = Math.min(...[first, ...others].map(({ length }) => length));
  return same < 0 ? most : Math.min(same, most);
}

/** The runs of one place: writers of event files at one time are apart, and of states of a Trainer the last one counts. */
function partsOf(members: Member[]): Member[][] {
  const read = members.filter(({ file }) => file.curves !== null || file.troubles.length > 0);
  if (read.length === 0) return [];
  const [{ place }] = read;
  if (place.form === 'events') {
    const empty = new CurveSet('byte');
    return joinWriters(read.map(({ file }) => file.curves ?? empty)).map((run) => run.map((at) => read[at]));
  }
  if (place.form === 'state') return [[read.reduce((best, each) => (each.place.step > best.place.step ? each : best))]];
  return [read];
}

/** A run as its files tell it. */
class FileRun implements CurveOrigin {
  /** Files and folders have the names that a person gave them. */
  readonly named = true;
  source: CurveSource = 'csv';
  title = '';
  place = '';
  version = 0;
  settings: Settings = {};
  scalars: CurveOrigin['scalars'] = new Map();
  private members: readonly Member[] = [];
  /** What is left out where files are put together. */
  private left: CurveTrouble[] = [];
  private seen = '';
  private writer = 0;

  constructor(
    readonly id: string,
    private readonly now: () => number,
  ) {}

  get live(): boolean {
    const now = this.now();
    return this.members.some(({ file }) => now - file.grew < ALIVE);
  }

  get paths(): string[] {
    return this.members.map(({ file }) => file.path);
  }

  get troubles(): readonly CurveTrouble[] {
    return [...this.members.flatMap(({ file }) => file.troubles), ...this.left];
  }

  /** Its files were read before. */
  update(): void {}

  /** Its title is its place without so many folders that all runs share; the last name stays. */
  call(folders: number): void {
    const parts = this.place.split('/');
    const name = parts.slice(Math.min(folders, parts.length - 1)).join('/');
    this.title = this.writer === 0 ? name : `${name} (${this.writer + 1})`;
  }

  take(members: readonly Member[], writer: number): void {
    this.members = members;
    const seen = members.map(({ file }) => `${file.path} ${file.version}`).join('\n');
    if (seen === this.seen) return;
    this.seen = seen;
    this.version++;
    const [{ file, place }] = members;
    this.source = SOURCES[place.form];
    // A path and what is shown of it end alike.
    const folder = file.shown.slice(0, Math.max(0, place.run.length - (file.path.length - file.shown.length)));
    this.place = folder || file.shown;
    this.writer = writer;
    const sets = members.flatMap(({ file: { curves } }) => (curves ? [curves] : []));
    this.left = [];
    if (place.form === 'table' && (members.length > 1 || place.scalar)) this.scalars = underNames(members);
    else if (sets.length < 2) this.scalars = sets[0]?.scalars ?? new Map();
    else {
      const joined = joinedCurves(sets);
      this.scalars = joined.scalars;
      for (const each of joined.problems)
        if (each.fault === 'points') this.left.push({ kind: 'problem', file: this.place, ...each });
    }
    this.settings = Object.fromEntries(sets.flatMap(({ settings }) => [...settings]));
  }
}

/**
 * The scalars of files that hold one each, by the folders that they lie in, `train/` and `loss`, or by their names; no two
 * have one name.
 */
function underNames(members: readonly Member[]): CurveOrigin['scalars'] {
  const all = new Map<string, ReturnType<CurveOrigin['scalars']['get']> & object>();
  for (const { file, place } of members)
    for (const [name, series] of file.curves?.scalars ?? []) {
      const whole = place.scalar ?? `${place.before}${name}`;
      const short = whole.length <= limits.curveName ? whole : `…${whole.slice(1 - limits.curveName)}`;
      let own = short;
      for (let again = 2; all.has(own); again++) own = `${short} (${again})`;
      all.set(own, series);
    }
  return all;
}
