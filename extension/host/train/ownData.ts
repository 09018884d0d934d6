import { defaultConfig, type RunConfig, messageOf } from '@surprisal/core';
import { type Disposable, EventEmitter, RelativePattern, Uri, workspace } from 'vscode';
import type { DataStatus } from '../../protocol/train.js';
import { files, nameOf, withName } from '../ports/files.js';
import { t } from '../ports/t.js';
import type { Threads } from './threads.js';

type Named = NonNullable<RunConfig['data']['files']>;

/** What the person's own files hold, or what is wrong with them: read by the training thread, anew when they change. */
export class OwnData implements Disposable {
  private readonly changed = new EventEmitter<void>();
  /** A file of the last status changed on disk. */
  readonly onChange = this.changed.event;
  private key = '';
  private last: Promise<DataStatus> | undefined;
  private watched = '';
  private watchers: Disposable[] = [];

  constructor(private readonly threads: Pick<Threads, 'evaluateCheckpoint'>) {}

  dispose(): void {
    this.changed.dispose();
    for (const each of this.watchers) each.dispose();
  }

  /** Undefined where the form names no files. */
  async status({ data }: RunConfig): Promise<DataStatus | undefined> {
    if (!data.files) return undefined;
    const key = `${data.scale} ${await keyOf(data.files)}`;
    this.watch(data.files);
    if (key !== this.key || !this.last) {
      this.key = key;
      this.last = this.read(data);
    }
    return this.last;
  }

  private async read(data: RunConfig['data']): Promise<DataStatus> {
    const { images, testImages } = data.files!;
    const status = unread(images);
    try {
      const start = defaultConfig();
      const read = await this.threads.evaluateCheckpoint({ ...start, data: { ...data, source: 'files' } });
      const trained = read.trainCount + read.validationCount;
      const split = testImages === undefined;
      return {
        ...status,
        trainCount: split ? trained + read.testCount : trained,
        testCount: split ? 0 : read.testCount,
        ...(read.leftOut && { leftOut: read.leftOut }),
        scale: read.scale,
      };
    } catch (error) {
      return { ...status, problem: withName(namesIn(data.files!), messageOf(error)) };
    }
  }

  private watch(named: Named): void {
    const folder = workspace.workspaceFolders?.[0]?.uri;
    const names = namesIn(named);
    if (!folder || names.join('\n') === this.watched) return;
    this.watched = names.join('\n');
    for (const each of this.watchers) each.dispose();
    this.watchers = names.flatMap((name) => {
      const uri = Uri.joinPath(folder, name);
      const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.joinPath(uri, '..'), nameOf(uri)));
      const fire = (): void => this.changed.fire();
      return [watcher, watcher.onDidChange(fire), watcher.onDidCreate(fire), watcher.onDidDelete(fire)];
    });
  }
}

const namesIn = (named: Named): string[] => Object.values(named).filter((name) => name !== undefined);

const unread = (images: string): DataStatus => ({
  source: 'files',
  label: nameOf({ path: images }),
  trainCount: 0,
  testCount: 0,
});

/** What is said of own files until they are read. */
export function whileRead({ data: { files: named } }: RunConfig): DataStatus | undefined {
  return named && { ...unread(named.images), problem: t('{0} is still being read.', nameOf({ path: named.images })) };
}

async function keyOf(named: Named): Promise<string> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  if (!folder) return JSON.stringify(named);
  const stamps = Object.values(named).map((name) => files.stamp(Uri.joinPath(folder, name)));
  return JSON.stringify([named, await Promise.all(stamps)]);
}

/** Files whose labels, or whose test part, stand beside them under a name that differs in one word. */
const LABELS: readonly [RegExp, string][] = [
  [/images/i, 'labels'],
  [/features/i, 'labels'],
  [/idx3/i, 'idx1'],
  [/(^|[-_.])x(?=[-_.])/i, '$1y'],
];
const TESTS: readonly [RegExp, string][] = [
  [/train/i, 't10k'],
  [/train/i, 'test'],
];

/** Whether labels stand in the file itself, as they do in tables and archives. */
export const holdsLabels = (name: string): boolean => /\.(csv|tsv|txt|json|npz)(\.gz)?$/i.test(name);

/** The names that the labels of a file may have. */
export function labelNames(name: string): string[] {
  const each = LABELS.filter(([from]) => from.test(name)).map(([from, to]) => name.replace(from, to));
  const all = LABELS.reduce((text, [from, to]) => text.replace(from, to), name);
  return [...new Set([all, ...each])].filter((each) => each !== name);
}

export const testNames = (name: string): string[] =>
  TESTS.filter(([from]) => from.test(name)).map(([from, to]) => name.replace(from, to));

/** A file's name in the workspace folder; throws for one outside. */
export function nameInFolder(uri: Uri): string {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const root = `${folder?.path}/`;
  if (!folder || uri.scheme !== folder.scheme || !uri.path.startsWith(root))
    throw new Error(t('{0} lies outside the workspace folder; expected a file in it.', nameOf(uri)));
  return uri.path.slice(root.length);
}
