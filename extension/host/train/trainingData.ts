import { limits, mnistFiles, type NamedBytes, type RunConfig, type RunFiles, messageOf } from '@surprisal/core';
import { Uri, workspace } from 'vscode';
import * as v from 'valibot';
import type { CorrectionsStatus, DataStatus, SidebarState } from '../../protocol/train.js';
import { readDataFile } from '../ports/dataFile.js';
import { files } from '../ports/files.js';
import { count } from '../ports/numbers.js';
import { sha256 } from '../ports/sha256.js';
import { plural, t } from '../ports/t.js';
import type { SourceFile } from '../../runs/disk/correctionsFile.js';
import type { Corrections } from '../runs/corrections.js';

const manifestShape = v.object({
  files: v.record(v.string(), v.object({ bytes: v.number(), sha256: v.string() })),
});
type Packed = v.InferOutput<typeof manifestShape>['files'];

const SIDE = 28;
const CLASSES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
import type { ReadPictures } from './readPictures.js';

/** Where the images of a run come from: the packed MNIST, each file checked by its SHA-256, or the person's own files. */
export class TrainingData {
  /** Files found whole; they are not read again to be checked. */
  private readonly whole = new Set<string>();

  private hashed: { key: string; sources: Promise<SourceFile[]> } | undefined;

  constructor(
    private readonly folder: Uri,
    readonly corrections: () => Promise<Corrections>,
    private readonly pictures: ReadPictures,
  ) {}

  /**
   * The files that a run asks for, and the corrections of their labels; throws what is missing or damaged, by name. The
   * configuration then names the corrections that are used by their SHA-256; `told` says why some are not.
   */
  async read(config: RunConfig): Promise<{ config: RunConfig; files: RunFiles; told?: string }> {
    const { corrections, ...data } = config.data;
    const files = await this.readFiles(config);
    if (corrections === undefined || corrections === 'none') return { config: { ...config, data }, files };
    const { chosen, told } = await (await this.corrections()).choose(config.data, await sourcesOf(files));
    const used = chosen ? { ...data, corrections: chosen.hash } : data;
    const corrected = chosen ? { ...files, corrections: chosen.list } : files;
    return { config: { ...config, data: used }, files: corrected, ...(told !== undefined && { told }) };
  }

  /** The files alone. */
  async readFiles({ data }: Pick<RunConfig, 'data'>): Promise<RunFiles> {
    if (data.source === 'files') return readOwn(data.files!, this.pictures);
    const packed = await this.manifest();
    return readAll(mnistFiles[data.source], (name) => this.checked(name, packed));
  }

  /** What the form shows of the corrections of its data. */
  async correctionsStatus(config: RunConfig): Promise<CorrectionsStatus | undefined> {
    const { source, files: own } = config.data;
    if (source === 'files' && !own) return undefined;
    const key = source === 'files' ? await stampOf(own!) : source;
    const sources = (): Promise<SourceFile[]> => {
      if (this.hashed?.key !== key) this.hashed = { key, sources: this.readFiles(config).then(sourcesOf) };
      return this.hashed.sources;
    };
    return (await this.corrections()).status(config.data, key, sources);
  }

  /** What each source holds, or which of its files is missing or damaged. */
  async status(): Promise<DataStatus[]> {
    const problem = async (source: keyof typeof mnistFiles): Promise<string | undefined> => {
      try {
        const packed = await this.manifest();
        for (const name of Object.values(mnistFiles[source]))
          if (!this.whole.has(name)) await this.checked(name, packed);
        return undefined;
      } catch (error) {
        return messageOf(error);
      }
    };
    const [sample, full] = await Promise.all([problem('mnist-sample'), problem('mnist')]);
    return [
      { source: 'mnist-sample', trainCount: 5000, testCount: 0, problem: sample },
      { source: 'mnist', trainCount: 60_000, testCount: 10_000, problem: full },
    ];
  }

  /** One image of each class, for the form; null where the file is not whole. */
  async examples(): Promise<SidebarState['examples']> {
    try {
      const { bytes } = await this.checked('examples.idx', await this.manifest());
      return { pixels: bytes.slice(-CLASSES.length * SIDE * SIDE), width: SIDE, height: SIDE, classes: CLASSES };
    } catch {
      return null;
    }
  }

  private async manifest(): Promise<Packed> {
    const bytes = await this.packed('manifest.json');
    return v.parse(manifestShape, JSON.parse(new TextDecoder().decode(bytes))).files;
  }

  private async packed(name: string, known = true): Promise<Uint8Array> {
    const bytes = await files.readIfThere(Uri.joinPath(this.folder, name));
    if (bytes && known) return bytes;
    throw new Error(t('{0} is missing from the extension’s data; install the extension again.', name));
  }

  private async checked(name: string, packed: Packed): Promise<NamedBytes> {
    const expected = packed[name];
    const bytes = await this.packed(name, expected !== undefined);
    if (bytes.length !== expected.bytes)
      throw new Error(
        plural(
          bytes.length,
          '{1} is damaged: {0} byte; expected {2}.',
          '{1} is damaged: {0} bytes; expected {2}.',
          name,
          count(expected.bytes),
        ),
      );
    const actual = await sha256(bytes);
    if (actual !== expected.sha256) {
      this.whole.delete(name);
      const begins = [actual, expected.sha256].map((hash) => hash.slice(0, 8));
      throw new Error(t('{0} is damaged: its SHA-256 begins {1}; expected {2}.', name, ...begins));
    }
    this.whole.add(name);
    return { name, bytes };
  }
}

/** The files that labels of the training part come from, with their hashes as they are now. */
export function sourcesOf({ images, labels, otherImages, otherLabels, rows }: RunFiles): Promise<SourceFile[]> {
  const read = [images, labels, otherImages, otherLabels, rows].filter((file) => file !== undefined);
  return Promise.all(read.map(async ({ name, bytes }) => ({ file: name, sha256: await sha256(bytes) })));
}

/** Changes whenever one of a person's files does. */
export async function stampOf(named: NonNullable<RunConfig['data']['files']>): Promise<string> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  if (!folder) return JSON.stringify(named);
  const stamps = Object.values(named).map((name) => stampAt(Uri.joinPath(folder, name)));
  return JSON.stringify([named, await Promise.all(stamps)]);
}

/** Of a folder of pictures also what its folders say, which change where a picture comes or goes. */
async function stampAt(uri: Uri, depth = 2): Promise<string | undefined> {
  const own = await files.stamp(uri);
  if (depth === 0 || !(await files.isFolder(uri))) return own;
  const folders = (await files.entries(uri)).filter(({ kind }) => kind === 'folder').slice(0, limits.classes);
  const inside = folders.map(async ({ name }) => [name, await stampAt(Uri.joinPath(uri, name), depth - 1)]);
  return JSON.stringify([own, await Promise.all(inside)]);
}

/** Whether own data is a folder of pictures. */
export async function isPictureFolder({ data }: Pick<RunConfig, 'data'>): Promise<boolean> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const named = data.source === 'files' ? data.files?.images : undefined;
  return folder !== undefined && named !== undefined && files.isFolder(Uri.joinPath(folder, named));
}

/** Files by what they are for, from their names. */
async function readAll(
  named: Readonly<Record<string, string>>,
  read: (name: string) => Promise<NamedBytes>,
): Promise<RunFiles> {
  const files = Object.entries(named).map(async ([key, name]) => [key, await read(name)]);
  return Object.fromEntries(await Promise.all(files)) as RunFiles;
}

/** Own files, by their names in the workspace folder and never outside it. */
async function readOwn(named: NonNullable<RunConfig['data']['files']>, pictures: ReadPictures): Promise<RunFiles> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  if (!folder) throw new Error(t('Open the folder that holds {0} first.', named.images));
  const images = Uri.joinPath(folder, named.images);
  if (images.path.startsWith(`${folder.path}/`) && (await files.isFolder(images))) return pictures(images, named);
  return readAll({ ...named }, async (name) => {
    const uri = Uri.joinPath(folder, name);
    if (!uri.path.startsWith(`${folder.path}/`))
      throw new Error(t('{0} lies outside the workspace folder; expected a file in it.', name));
    return readDataFile(uri, name, t('{0} is not there; expected a file in the workspace folder.', name));
  });
}
