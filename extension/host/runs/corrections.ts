import { type DataConfig, messageOf } from '@surprisal/core';
import { EventEmitter, Uri, workspace } from 'vscode';
import {
  type CorrectionChange,
  correctionsCsv,
  correctionsFile,
  type CorrectionSet,
  countChanges,
  hashesOf,
  readCorrections,
  setOf,
  type SourceFile,
  withChanges,
} from '../../runs/disk/correctionsFile.js';
import { changedWords, chooseCorrections } from '../../runs/disk/chooseCorrections.js';
import type { Decision, Decisions, DoubtfulLabels } from '../../protocol/inspector/labels.js';
import { changesOf, decidedOf } from '../../runs/derive/decisions.js';
import type { CorrectionsStatus } from '../../protocol/train.js';
import type { FolderDisk } from '../../runs/disk/safeDisk.js';
import { readWhole, writeWhole } from '../../runs/disk/wholeFile.js';
import { files as onDisk, nameOf, withName } from '../ports/files.js';
import { sha256 } from '../ports/sha256.js';
import { plural, t } from '../ports/t.js';
import { diskAt } from './runDisk.js';
import { IGNORED, type RunsFolder } from './runsFolder.js';

type DataFiles = Pick<DataConfig, 'source' | 'files'>;

/** What was done to one set of corrections, one step after the other, and what was taken back. */
interface Steps {
  done: CorrectionChange[][];
  undone: CorrectionChange[][];
}

/**
 * What a person decided of labels. It lies in a file beside the data, or below `.surprisal` for packed data, and is
 * written here alone, one change after the other. What a run uses is kept by its SHA-256 as well, so that later changes
 * leave the run as it was.
 */
export class Corrections {
  private readonly changed = new EventEmitter<void>();
  readonly onChange = this.changed.event;
  private readonly steps = new Map<string, Steps>();
  private writing: Promise<unknown> = Promise.resolve();
  private told: { key: string; status: Promise<CorrectionsStatus | undefined> } | undefined;

  constructor(private readonly place: RunsFolder) {}

  /** The file of some data, named as a person knows it. */
  fileOf({ source, files }: DataFiles): { disk: FolderDisk; path: string; name: string; uri: Uri } {
    if (source !== 'files') {
      const name = `${this.below}/${source}.json`;
      return { disk: this.kept(), path: `${source}.json`, name, uri: Uri.joinPath(this.place.folder, name) };
    }
    const folder = workspace.workspaceFolders?.[0]?.uri;
    const { images } = files!;
    const uri = folder && Uri.joinPath(folder, images);
    if (!uri?.path.startsWith(`${folder?.path}/`))
      throw new Error(t('{0} lies outside the workspace folder; expected a file in it.', images));
    // What no system but one allows in a name is written by its number.
    const plain = images.replace(/[\\:]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
    const name = `${plain}.corrections.json`;
    const path = nameOf({ path: name });
    return { disk: diskAt(Uri.joinPath(uri, '..')), path, name, uri: Uri.joinPath(uri, '..', path) };
  }

  /** All that is in the file of some data; throws by name what is wrong with it. */
  async read(data: DataFiles): Promise<CorrectionSet[]> {
    const { disk, path, name } = this.fileOf(data);
    return (await named(name, readWhole(disk, path, readCorrections))) ?? [];
  }

  /** The decisions on labels that were found; null where the list does not say of which rows it is. */
  async decisionsOf(found: DoubtfulLabels | undefined, data: DataFiles): Promise<Decisions | null> {
    const { source } = found ?? {};
    if (!found || !source?.files) return null;
    const { classes, files } = source;
    try {
      const set = setOf(await this.read(data), files);
      const kept = set?.corrections.length ?? 0;
      const { done, undone } = this.stepsOf(files);
      const steps = { undo: done.length > 0, redo: undone.length > 0 };
      return { file: this.fileOf(data).name, classes, decided: decidedOf(found, set), kept, ...steps };
    } catch (error) {
      const trouble = messageOf(error);
      return { file: '', classes, decided: [], kept: 0, undo: false, redo: false, trouble };
    }
  }

  /** Decides on images of a list; null takes a decision back. Throws for what is none of the list or of its classes. */
  decide(
    found: DoubtfulLabels | undefined,
    data: DataFiles,
    indices: readonly number[],
    decision: Decision | null,
  ): Promise<void> {
    return this.change(data, filesOf(found), () => changesOf(found!, indices, decision));
  }

  /** Takes all corrections of the files of a list back, which can be undone. */
  clear(found: DoubtfulLabels | undefined, data: DataFiles): Promise<void> {
    return this.change(data, filesOf(found), (set) =>
      (set?.corrections ?? []).map(({ row }) => ({ row, after: undefined })),
    );
  }

  async csv(found: DoubtfulLabels | undefined, data: DataFiles): Promise<string> {
    return correctionsCsv(setOf(await this.read(data), filesOf(found)) ?? { corrections: [] });
  }

  /** The corrections that a configuration asks for, of files as they are now. */
  async choose(data: DataConfig, sources: SourceFile[]): ReturnType<typeof chooseCorrections> {
    const read = (): Promise<CorrectionSet[]> => this.read(data);
    const place = { read, kept: this.kept(), hash: sha256, words: this.words };
    const answer = await chooseCorrections(data.corrections, sources, place);
    if (answer.chosen) await this.ignore();
    return answer;
  }

  /**
   * What the form is told; undefined where there is nothing to tell. It is read anew where `stamp`, which changes with the
   * data, or the file of corrections has changed.
   */
  async status(
    data: DataConfig,
    stamp: string,
    sources: () => Promise<SourceFile[]>,
  ): Promise<CorrectionsStatus | undefined> {
    try {
      const { name, uri } = this.fileOf(data);
      const key = JSON.stringify([name, stamp, await onDisk.stamp(uri)]);
      if (this.told?.key !== key) this.told = { key, status: this.statusNow(data, name, sources) };
      return await this.told.status;
    } catch (error) {
      return { file: '', changes: 0, right: 0, told: messageOf(error) };
    }
  }

  private async statusNow(
    data: DataConfig,
    name: string,
    sources: () => Promise<SourceFile[]>,
  ): Promise<CorrectionsStatus | undefined> {
    const sets = await this.read(data);
    if (sets.length === 0) return undefined;
    const now = await sources();
    const set = setOf(sets, now);
    if (!set) return { file: name, changes: 0, right: 0, told: changedWords(sets, now, this.words) };
    const changes = countChanges(set.corrections);
    return { file: name, changes, right: set.corrections.length - changes };
  }

  /** Makes changes to the corrections of some files, each row's from what it is on disk now; they can be undone. */
  private change(
    data: DataFiles,
    sources: SourceFile[],
    wanted: (set: CorrectionSet | undefined) => Pick<CorrectionChange, 'row' | 'after'>[],
  ): Promise<void> {
    return this.alone(async () => {
      const sets = await this.read(data);
      const set = setOf(sets, sources);
      const before = new Map(set?.corrections.map((each) => [each.row, each]));
      const changes = wanted(set)
        .map(({ row, after }) => ({ row, before: before.get(row), after }))
        .filter(({ before: old, after }) => JSON.stringify(old) !== JSON.stringify(after));
      if (changes.length === 0) return;
      await this.write(data, withChanges(sets, sources, changes));
      const { done, undone } = this.stepsOf(sources);
      done.push(changes);
      undone.length = 0;
    });
  }

  /** Takes the last change back, or makes again the last that was taken back. */
  async step(found: DoubtfulLabels | undefined, data: DataFiles, way: 'undo' | 'redo'): Promise<void> {
    const sources = filesOf(found);
    return this.alone(async () => {
      const { done, undone } = this.stepsOf(sources);
      const [from, to] = way === 'undo' ? [done, undone] : [undone, done];
      const changes = from.at(-1);
      if (!changes) return;
      const made = changes.map(({ row, before, after }) => ({ row, after: way === 'undo' ? before : after }));
      await this.write(data, withChanges(await this.read(data), sources, made));
      from.pop();
      to.push(changes);
    });
  }

  private stepsOf(sources: readonly SourceFile[]): Steps {
    const key = hashesOf(sources);
    const steps = this.steps.get(key) ?? { done: [], undone: [] };
    this.steps.set(key, steps);
    return steps;
  }

  private async write(data: DataFiles, sets: CorrectionSet[]): Promise<void> {
    const { disk, path } = this.fileOf(data);
    if (data.source !== 'files') await this.ignore();
    if (sets.length > 0) await writeWhole(disk, path, correctionsFile(sets));
    else await disk.remove(path);
    this.changed.fire();
  }

  private readonly words = {
    changed: (count: number, file: string): string =>
      plural(
        count,
        '{1} has changed since its labels were corrected: the {0} correction is not applied.',
        '{1} has changed since its labels were corrected: the {0} corrections are not applied.',
        file,
      ),
    lost: (name: string): string =>
      t('{0} is gone or was changed: it holds the corrections of labels that this run used.', `${this.below}/${name}`),
  };

  /** One change after the other, whatever became of the last. */
  private alone(work: () => Promise<void>): Promise<void> {
    const next = this.writing.then(work, work);
    this.writing = next;
    return next;
  }

  private get below(): string {
    return this.place.below === '' ? 'corrections' : `${IGNORED}/corrections`;
  }

  private kept(): FolderDisk {
    return diskAt(this.place.folder, this.below);
  }

  /** Keeps what lies below `.surprisal` out of version control. */
  private async ignore(): Promise<void> {
    const { folder, below } = this.place;
    if (below !== '') await diskAt(folder, IGNORED).write('.gitignore', new TextEncoder().encode('*\n'));
  }
}

/** The files of a list, as they were when it was made; throws where it does not say them. */
function filesOf(found: DoubtfulLabels | undefined): SourceFile[] {
  if (!found?.source?.files) throw new Error(t('The list is of an earlier version; find the labels again first.'));
  return found.source.files;
}

async function named<T>(name: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new Error(withName([name], messageOf(error)), { cause: error });
  }
}
