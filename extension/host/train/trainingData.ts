import { mnistFiles, type NamedBytes, type RunConfig, type RunFiles, messageOf } from '@surprisal/core';
import { Uri, workspace } from 'vscode';
import * as v from 'valibot';
import type { DataStatus, SidebarState } from '../../protocol/train.js';
import { readDataFile } from '../ports/dataFile.js';
import { files } from '../ports/files.js';
import { count } from '../ports/numbers.js';
import { sha256 } from '../ports/sha256.js';
import { plural, t } from '../ports/t.js';

const manifestShape = v.object({
  files: v.record(v.string(), v.object({ bytes: v.number(), sha256: v.string() })),
});
type Packed = v.InferOutput<typeof manifestShape>['files'];

const SIDE = 28;
const CLASSES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** Where the images of a run come from: the packed MNIST, each file checked by its SHA-256, or the person's own files. */
export class TrainingData {
  /** Files found whole; they are not read again to be checked. */
  private readonly whole = new Set<string>();

  constructor(private readonly folder: Uri) {}

  /** The files that a run asks for; throws what is missing or damaged, by name. */
  async read({ data }: RunConfig): Promise<RunFiles> {
    if (data.source === 'files') return readOwn(data.files!);
    const packed = await this.manifest();
    return readAll(mnistFiles[data.source], (name) => this.checked(name, packed));
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
    const name = 'manifest.json';
    const bytes = await files.readIfThere(Uri.joinPath(this.folder, name));
    if (!bytes) throw new Error(t('{0} is missing from the extension’s data; install the extension again.', name));
    return v.parse(manifestShape, JSON.parse(new TextDecoder().decode(bytes))).files;
  }

  private async checked(name: string, packed: Packed): Promise<NamedBytes> {
    const bytes = await files.readIfThere(Uri.joinPath(this.folder, name));
    const expected = packed[name];
    if (!bytes || !expected)
      throw new Error(t('{0} is missing from the extension’s data; install the extension again.', name));
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
      throw new Error(
        t(
          '{0} is damaged: its SHA-256 begins {1}; expected {2}.',
          name,
          actual.slice(0, 8),
          expected.sha256.slice(0, 8),
        ),
      );
    }
    this.whole.add(name);
    return { name, bytes };
  }
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
async function readOwn(named: NonNullable<RunConfig['data']['files']>): Promise<RunFiles> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  if (!folder) throw new Error(t('Open the folder that holds {0} first.', named.images));
  return readAll({ ...named }, async (name) => {
    const uri = Uri.joinPath(folder, name);
    if (!uri.path.startsWith(`${folder.path}/`))
      throw new Error(t('{0} lies outside the workspace folder; expected a file in it.', name));
    return readDataFile(uri, name, t('{0} is not there; expected a file in the workspace folder.', name));
  });
}
