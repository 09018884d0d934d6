import { isCurveTable } from '@surprisal/core';
import { commands, type Disposable, Uri, window } from 'vscode';
import { type CurveForm, curveFormOf } from '../../runs/curves/curveForm.js';
import type { CurveOrigin } from '../../runs/curves/curveOrigin.js';
import { FileRuns, type FoundCurves } from '../../runs/curves/fileRuns.js';
import { findCurves } from '../../runs/curves/findCurves.js';
import type { FolderEntry } from '../../runs/pictures/pictureFolder.js';
import { files, nameOf } from '../ports/files.js';
import { log } from '../ports/log.js';
import * as notify from '../ports/notify.js';
import { count } from '../ports/numbers.js';
import { t } from '../ports/t.js';
import { CurveFiles } from './curveFiles.js';
import type { CurveSubject } from './curveSubject.js';

/** Milliseconds between two looks at the files, and looks between two searches for new ones. */
const EVERY = 2000;
const SEARCH = 5;
/** Bytes that hold the names of a table. */
const HEAD = 2 ** 14;

/** The curves of files: of those that were chosen, and of those below folders that were. */
export class FileSubject implements CurveSubject {
  readonly every = EVERY;
  readonly title: string;
  readonly from: string;
  reading: CurveSubject['reading'] = null;
  private readonly disk = new CurveFiles();
  private readonly runs = new FileRuns(this.disk, () => performance.now());
  private readonly tables = new Map<string, boolean>();
  private looks = 0;
  private found: FoundCurves[] = [];
  private disposed = false;
  private toldMore = false;

  constructor(
    readonly id: string,
    private readonly places: readonly Uri[],
  ) {
    this.from = nameOf(places[0]) + (places.length > 1 ? ', …' : '');
    this.title = t('Curves of {0}', this.from);
  }

  get origins(): readonly CurveOrigin[] {
    return this.runs.origins;
  }

  get again(): number | null {
    return this.disk.again;
  }

  onChange(): Disposable {
    return { dispose: () => undefined };
  }

  async update(progress: () => void, stopped: () => boolean): Promise<void> {
    const ends = (): boolean => this.disposed || stopped();
    if (this.looks++ % SEARCH === 0) {
      this.found = await this.search(ends);
      this.runs.follow(this.found);
    }
    const first = this.runs.origins.length === 0;
    await this.runs.update((done, of) => {
      this.reading = first && done < of ? { done, of } : null;
      if (first) progress();
    }, ends);
    this.reading = null;
  }

  open(id: string): void {
    const file = this.runs.filesOf(id)[0];
    const uri = file && this.disk.uriOf(file);
    if (!uri) return;
    // Event files are no text: they are shown where they lie.
    if (curveFormOf(file, true) === 'events') void commands.executeCommand('revealInExplorer', uri);
    else void window.showTextDocument(uri, { preview: true });
  }

  dispose(): void {
    this.disposed = true;
  }

  private async search(stopped: () => boolean): Promise<FoundCurves[]> {
    const all: FoundCurves[] = [];
    const add = async (uri: Uri, form: CurveForm, known: boolean): Promise<void> => {
      const file = this.disk.found(uri, form);
      if (known || (await this.isTable(file.path))) all.push(file);
    };
    for (const place of this.places)
      try {
        if (!(await files.isFolder(place))) {
          const form = curveFormOf(place.path, true);
          if (form) await add(place, form, !place.path.endsWith('.log'));
          continue;
        }
        const list = (path: string): Promise<FolderEntry[]> =>
          files.entries(path === '' ? place : Uri.joinPath(place, path));
        const below = await findCurves(list, { stopped, any: true });
        if (below.more && !this.toldMore) {
          this.toldMore = true;
          void notify.warn(
            t(
              '{0} holds more folders or files of curves than are followed: {1} files are. Open a folder within it to see the others.',
              nameOf(place),
              count(below.files.length),
            ),
          );
        }
        for (const { path, form, known } of below.files) {
          if (stopped()) break;
          await add(Uri.joinPath(place, path), form, known);
        }
      } catch (error) {
        log.error('curves', error);
      }
    return all;
  }

  /** Asked once of each file that has a first line. */
  private async isTable(path: string): Promise<boolean> {
    let known = this.tables.get(path);
    if (known === undefined) {
      const head = await this.disk.readFrom(path, 0, HEAD).catch(() => new Uint8Array(0));
      known = isCurveTable(head);
      if (known || head.length === HEAD || head.includes(10)) this.tables.set(path, known);
    }
    return known;
  }
}
