import { defaultConfig, type RunConfig, messageOf } from '@surprisal/core';
import { type Disposable, EventEmitter, Uri, workspace } from 'vscode';
import { argumentOf } from '../../protocol/rpc.js';
import type { DataStatus } from '../../protocol/train.js';
import { nameOf, watchFile, watchFiles, withName } from '../ports/files.js';
import { t } from '../ports/t.js';
import type { Threads } from './threads.js';
import { isPictureFolder, stampOf } from './trainingData.js';

/** A folder that did not change for so many ms has settled. */
const SETTLED = 500;

/** The data of a network that convolves is read as pictures; whether its own windows fit, the form says. */
const SMALLEST = { kind: 'convolution', size: 1, channels: 1, activation: 'relu' } as const;

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
  /** Counts changes within a folder of pictures, which its own time does not tell. */
  private edits = 0;
  private settling: NodeJS.Timeout | undefined;

  constructor(private readonly threads: Pick<Threads, 'evaluateCheckpoint' | 'columns'>) {}

  dispose(): void {
    this.changed.dispose();
    clearTimeout(this.settling);
    for (const each of this.watchers) each.dispose();
  }

  /** Undefined where the form names no files. */
  async status({ data, network }: RunConfig): Promise<DataStatus | undefined> {
    if (!data.files) return undefined;
    const key = `${readAs({ data, network })} ${this.edits} ${await stampOf(data.files)}`;
    this.watch(data.files, await isPictureFolder({ data: { ...data, source: 'files' } }));
    if (key !== this.key || !this.last) {
      this.key = key;
      this.last = this.read(data, network);
    }
    return this.last;
  }

  private async read(data: RunConfig['data'], network: RunConfig['network']): Promise<DataStatus> {
    const { images, testImages } = data.files!;
    let status = unread(images);
    try {
      const start = defaultConfig();
      const { corrections: _, ...uncorrected } = data;
      const reading = this.threads.evaluateCheckpoint({
        ...start,
        network: { layers: network.layers.some(({ kind }) => kind !== 'dense') ? [SMALLEST] : [] },
        data: { ...uncorrected, source: 'files' },
      });
      // Its columns are shown also where they can't be trained on as they are; what else is wrong the reading says.
      const [table] = await Promise.all([
        this.threads.columns({ ...start, data }).catch(() => null),
        reading.catch(() => undefined),
      ]);
      if (table) status = { ...status, table };
      const read = await reading;
      const trained = read.trainCount + read.validationCount;
      const split = testImages === undefined;
      return {
        ...status,
        trainCount: split ? trained + read.testCount : trained,
        testCount: split ? 0 : read.testCount,
        ...(read.leftOut && { leftOut: read.leftOut }),
        scale: read.scale,
        ...(read.examples && { examples: read.examples }),
        ...(read.offered && { offered: read.offered }),
        ends: {
          inputs: read.imageWidth * read.imageHeight * read.imageChannels,
          classes: read.classes.length,
          height: read.imageHeight,
          width: read.imageWidth,
        },
      };
    } catch (error) {
      const asksChannels = argumentOf(error) === 'data.channels';
      const problem = withName(namesIn(data.files!), messageOf(error));
      return { ...status, problem, ...(asksChannels && { asksChannels }) };
    }
  }

  /** Pictures come many at a time: they are read once they have stopped coming. */
  private settle(): void {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      this.edits++;
      this.changed.fire();
    }, SETTLED);
  }

  private watch(named: Named, isFolder: boolean): void {
    const folder = workspace.workspaceFolders?.[0]?.uri;
    const names = namesIn(named);
    if (!folder || names.join('\n') === this.watched) return;
    this.watched = names.join('\n');
    for (const each of this.watchers) each.dispose();
    this.watchers = names.map((name) =>
      isFolder
        ? watchFiles(Uri.joinPath(folder, name), '**', () => this.settle())
        : watchFile(Uri.joinPath(folder, name), () => this.changed.fire()),
    );
  }
}

/** What own data is read by, beside its files. */
export const readAs = ({ data, network }: Pick<RunConfig, 'data' | 'network'>): string => {
  const { scale, target, leaveOut, oneHot, imageShape, channels, classNames } = data;
  const convolves = network.layers.some(({ kind }) => kind !== 'dense');
  return JSON.stringify([scale, target, leaveOut, oneHot, imageShape, channels, classNames, convolves]);
};

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
