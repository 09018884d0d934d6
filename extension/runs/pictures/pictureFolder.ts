import { dataError, limits, type NamedBytes, type RunConfig, type RunFiles } from '@surprisal/core';
import { packPictures } from './picturePack.js';

/** What stands in a folder. */
export interface FolderEntry {
  name: string;
  kind: 'file' | 'folder' | 'link' | 'other';
}

/** The folder that is read, by paths in it; the empty path is the folder itself. */
export interface FolderReader {
  list(path: string): Promise<FolderEntry[]>;
  size(path: string): Promise<number>;
  read(path: string): Promise<Uint8Array>;
}

/** Files that systems put beside pictures. */
const SYSTEM = /^(\..*|thumbs\.db|desktop\.ini)$/i;
const PICTURE = /\.(png|jpe?g)$/i;
/** Files that are asked for at a time. */
const AT_ONCE = 16;
const SHAPE = 'a folder a class with PNG or JPEG files, or folders train and test of such';

const grouped = (n: number): string => n.toLocaleString('en-US');
const joined = (path: string, name: string): string => (path === '' ? name : `${path}/${name}`);
const byName = (a: FolderEntry, b: FolderEntry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** What a configuration names beside a folder is refused: its labels are its folders. */
export function checkFolderAlone(named: NonNullable<RunConfig['data']['files']>): void {
  const { images, labels, testImages, testLabels } = named;
  const other = labels ?? testImages ?? testLabels;
  if (other !== undefined)
    throw dataError(images, `the file ${other} beside this folder of pictures`, 'the folder alone');
}

/**
 * The pictures of a folder with a folder a class, in the order of their paths; of a folder that holds `train` and `test`
 * the pictures of both, as a test pair. `stopped` ends the reading.
 * Throws `data` by name: deeper folders, links, files that are no pictures, a class without any, and above the limits.
 */
export async function readPictureFolder(
  name: string,
  folder: FolderReader,
  stopped: () => boolean = () => false,
): Promise<Pick<RunFiles, 'images' | 'testImages'>> {
  const reading = new Reading(name, folder, stopped);
  const classes = await reading.folders('');
  const parts = classes.filter((part) => /^(train|test)$/.test(part));
  const arePair = async (): Promise<boolean> => {
    for (const part of parts) if (!(await reading.holdsFolders(part))) return false;
    return parts.length === 2;
  };
  if (!(await arePair())) return { images: await reading.pack('', classes) };
  const other = classes.find((each) => !parts.includes(each));
  if (other !== undefined) throw reading.error(other, 'a folder beside train and test', 'these two alone');
  return {
    images: await reading.pack('train', await reading.folders('train')),
    testImages: await reading.pack('test', await reading.folders('test')),
  };
}

class Reading {
  private count = 0;
  private total = 0;

  constructor(
    private readonly name: string,
    private readonly folder: FolderReader,
    private readonly stopped: () => boolean,
  ) {}

  error = (path: string, found: string, expected: string): Error => dataError(joined(this.name, path), found, expected);

  /** The folders of classes, which alone stand in a folder beside what systems and people put there. */
  async folders(path: string): Promise<string[]> {
    const entries = await this.entries(path);
    const loose = entries.find(({ name, kind }) => kind === 'file' && PICTURE.test(name));
    if (loose) throw this.error(joined(path, loose.name), 'a picture beside the folders of the classes', SHAPE);
    const found = entries.filter(({ kind }) => kind === 'folder').map(({ name }) => name);
    if (found.length === 0) throw this.error(path, 'no folder in it', SHAPE);
    if (found.length > limits.classes)
      throw this.error(path, `${grouped(found.length)} folders`, `at most ${limits.classes}, one a class`);
    return found;
  }

  holdsFolders = async (path: string): Promise<boolean> =>
    (await this.entries(path)).some(({ kind }) => kind === 'folder');

  /** The pictures of the classes in a folder. */
  async pack(path: string, classes: readonly string[]): Promise<NamedBytes> {
    const paths: string[] = [];
    for (const each of classes) {
      const pictures = await this.pictures(joined(path, each));
      this.count += pictures.length;
      if (this.count > limits.pictures)
        throw this.error('', `more than ${grouped(limits.pictures)} pictures`, `at most ${grouped(limits.pictures)}`);
      for (const picture of pictures) paths.push(joined(each, picture));
    }
    const read: Uint8Array[] = [];
    for (let from = 0; from < paths.length; from += AT_ONCE) {
      if (this.stopped()) throw new Error('stopped');
      const some = paths.slice(from, from + AT_ONCE);
      read.push(...(await Promise.all(some.map((each) => this.picture(joined(path, each))))));
    }
    const pictures = paths.map((each, i) => ({ path: each, bytes: read[i] }));
    return packPictures(joined(this.name, path).replace(/\/$/, ''), pictures);
  }

  private async pictures(path: string): Promise<string[]> {
    const entries = await this.entries(path);
    for (const { name, kind } of entries) {
      if (kind === 'folder') throw this.error(joined(path, name), 'a folder in the folder of a class', SHAPE);
      if (kind !== 'file' || !PICTURE.test(name))
        throw this.error(joined(path, name), 'no PNG or JPEG by its name', 'pictures alone in the folder of a class');
    }
    if (entries.length === 0) throw this.error(path, 'no picture of this class', 'one or more');
    return entries.map(({ name }) => name);
  }

  private async picture(path: string): Promise<Uint8Array> {
    const check = (size: number): void => {
      if (size > limits.pictureFile)
        throw this.error(path, `${grouped(size)} bytes`, `at most ${grouped(limits.pictureFile)} a picture`);
    };
    const size = await this.folder.size(path);
    check(size);
    this.add(size);
    const bytes = await this.folder.read(path);
    // A size is but a hint.
    check(bytes.length);
    this.add(bytes.length - size);
    return bytes;
  }

  private add(size: number): void {
    this.total += size;
    if (this.total > limits.picturesTotal)
      throw this.error(
        '',
        `pictures of more than ${grouped(limits.picturesTotal)} bytes`,
        `at most ${grouped(limits.picturesTotal)} in all`,
      );
  }

  private async entries(path: string): Promise<FolderEntry[]> {
    if (this.stopped()) throw new Error('stopped');
    const entries = (await this.folder.list(path)).filter(({ name }) => !SYSTEM.test(name)).sort(byName);
    const link = entries.find(({ kind }) => kind === 'link');
    if (link) throw this.error(joined(path, link.name), 'a link', 'folders and pictures themselves');
    const long = entries.find(({ name }) => name.length > limits.word);
    if (long)
      throw this.error(path, `a name of ${grouped(long.name.length)} letters`, `at most ${grouped(limits.word)}`);
    return entries;
  }
}
