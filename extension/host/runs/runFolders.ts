import { type Disposable, type Memento, Uri, workspace, type WorkspaceFolder } from 'vscode';
import { Soon } from '../ports/soon.js';
import { pace } from '../../runs/disk/holder.js';
import { isRunId } from '../../runs/disk/runId.js';
import { RUN_FILE } from '../../runs/disk/storedRun.js';
import { writeWhole } from '../../runs/disk/wholeFile.js';
import { readItemLists } from '../../runs/sources/itemLists.js';
import { LoggedFolder } from '../../runs/sources/loggedFolder.js';
import type { ReadLists } from '../../runs/sources/loggedItems.js';
import { renamedHead } from '../../runs/sources/renamedHead.js';
import type { LoggedRun } from '../../runs/model/loggedRun.js';
import type { Run } from '../../runs/model/run.js';
import { files, nameOf, watchFiles } from '../ports/files.js';
import { log } from '../ports/log.js';
import { sha256 } from '../ports/sha256.js';
import { endsWithin } from '../ports/slowWork.js';
import { t } from '../ports/t.js';
import type { FoldersNews, ReadRuns } from './folderNews.js';
import { diskAt } from './runDisk.js';
import type { FolderHead } from './runEntry.js';
import { IGNORED, type RunsFolder } from './runsFolder.js';
import type { FolderRuns } from './runTree.js';

/** Milliseconds between two looks at the runs of a folder: of this machine, and elsewhere, where each asks a network. */
const NEAR = 1000;
const FAR = 20_000;
/** What changes comes in bursts. */
const PAUSE = 200;
/** A file system that gives no list in so many ms is not waited for. */
const PATIENCE = 10_000;
/** Bytes of a list of items that is read at once: a thread takes longer to begin. */
const SHORT_LIST = 2 ** 20;
const OPENED = 'surprisal.runFolders';

interface Followed {
  head: FolderHead;
  root: Uri;
  logged: LoggedFolder;
  /** Our own runs there; of this window's own folder its library has them. */
  trained: ReadRuns | undefined;
  watcher: Disposable;
  /** Runs that a watcher named. */
  stale: Set<string>;
  looking: Promise<void> | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
  soon: Soon;
  /** How its runs are called, and their states, when they were last told. */
  told: string;
}

interface Parts {
  /** The folder that this window writes. */
  own: RunsFolder;
  /** The folders of the workspace. */
  workspaceFolders?: () => readonly Pick<WorkspaceFolder, 'uri' | 'name'>[] | undefined;
  memory: Memento;
  news: FoldersNews;
  /** Our own runs of a folder, which is only read. */
  libraryOf(place: RunsFolder, prefix: string): ReadRuns;
  /** Milliseconds between two looks at a folder that is not of this machine. */
  far?: number;
  /** Reads long lists of items in a thread. */
  readLists?: ReadLists | undefined;
}

const rootOf = ({ folder, below }: RunsFolder): Uri => (below === '' ? folder : Uri.joinPath(folder, below));

/**
 * Every folder of runs: this window's own, those of the other folders of the workspace, and those that a person opened.
 * It reads them alone. Where a file system tells of no change they are looked at again and again, but only while something
 * shows them or a run is live.
 */
export class RunFolders implements Disposable {
  private readonly followed = new Map<string, Followed>();
  private watching = 0;
  private first: Promise<void> | undefined;
  private disposed = false;
  private readonly listener: Disposable;

  constructor(private readonly parts: Parts) {
    this.place();
    this.listener = workspace.onDidChangeWorkspaceFolders(() => {
      this.place();
      void this.lookAll();
    });
  }

  dispose(): void {
    this.disposed = true;
    this.listener.dispose();
    for (const each of this.followed.values()) this.leave(each);
  }

  get logged(): LoggedRun[] {
    return [...this.followed.values()].flatMap(({ logged }) => logged.runs).sort((a, b) => b.began - a.began);
  }

  get trained(): Run[] {
    return [...this.followed.values()].flatMap(({ trained }) => trained?.runs ?? []);
  }

  /** From where on the paths of the items of a logged run go: the folder that has `.surprisal`. */
  baseOf({ id, name }: LoggedRun): Uri | undefined {
    const root = this.followed.get(id.slice(0, id.length - name.length))?.root;
    return root?.path.endsWith(`/${IGNORED}/runs`) ? Uri.joinPath(root, '../..') : root;
  }

  /** The library of a run of another folder. */
  libraryOf(id: string): ReadRuns | undefined {
    return this.followed.get(id.slice(0, id.lastIndexOf('/') + 1))?.trained;
  }

  /** As the tree shows them; the first is this window's own, of which the library has our own runs. */
  get folders(): FolderRuns[] {
    return [...this.followed.values()].map(({ head, logged, trained }) => ({
      head,
      runs: trained?.runs ?? [],
      logged: logged.runs,
      damaged: [
        ...logged.damaged,
        ...(trained?.damaged.map(({ id, reason }) => ({ id: head.prefix + id, reason })) ?? []),
      ],
    }));
  }

  private readonly readLists: ReadLists = (file) =>
    file.bytes.length > SHORT_LIST && this.parts.readLists ? this.parts.readLists(file) : readItemLists(file);

  ready(): Promise<void> {
    return (this.first ??= endsWithin(this.lookAll(), PATIENCE).then(() => undefined));
  }

  /** Looks at the folders until it is disposed of. */
  watch(): Disposable {
    this.watching++;
    void this.lookAll();
    let over = false;
    const dispose = (): void => {
      if (!over) this.watching--;
      over = true;
    };
    return { dispose };
  }

  /** Reads what is new now, one look at a folder at a time. */
  async lookAll(): Promise<void> {
    await Promise.all([...this.followed.values()].map((each) => this.look(each)));
  }

  /** Shows the runs of a folder from now on; gives where they lie. */
  async open(chosen: Uri): Promise<Uri> {
    const root = await runsAt(chosen);
    const known = this.opened();
    if (![...this.followed.values()].some((each) => each.root.toString() === root.toString())) {
      await this.parts.memory.update(OPENED, [...known, root.toString()]);
      this.place();
    }
    await this.lookAll();
    this.parts.news.list();
    return root;
  }

  /** Gives a run of this window's own folder, which has ended, another title: its head is written anew. */
  async rename({ name }: LoggedRun, title: string): Promise<void> {
    const { folder, below } = this.parts.own;
    const disk = diskAt(folder, below);
    const path = `${name}/${RUN_FILE}`;
    const head = await disk.read(path);
    if (!head) throw new Error(t('The run is not there any more.'));
    const text = renamedHead(new TextDecoder().decode(head), title);
    await writeWhole(disk, path, new TextEncoder().encode(text));
    await this.lookAt(name);
  }

  /** Reads what is new of the runs of this window's own folder, of one of them at least. */
  async lookAt(name: string): Promise<void> {
    const own = this.followed.get('')!;
    own.stale.add(name);
    await this.look(own);
  }

  async close({ prefix }: FolderHead): Promise<void> {
    await this.parts.memory.update(
      OPENED,
      this.opened().filter((each) => prefixOf(Uri.parse(each)) !== prefix),
    );
    this.place();
    this.parts.news.list();
  }

  private opened(): string[] {
    const kept = this.parts.memory.get<unknown>(OPENED);
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : [];
  }

  /** Follows the folders that there are now, and leaves the others. */
  private place(): void {
    const { own, workspaceFolders = () => workspace.workspaceFolders } = this.parts;
    const places: { place: RunsFolder; title: string; opened: boolean }[] = [
      { place: own, title: nameOf(own.folder), opened: false },
      ...(workspaceFolders() ?? []).map(({ uri, name }) => ({
        place: { folder: uri, below: `${IGNORED}/runs` },
        title: name,
        opened: false,
      })),
      ...this.opened().map((each) => {
        const folder = Uri.parse(each);
        return { place: { folder, below: '' }, title: titleOf(folder), opened: true };
      }),
    ];
    const roots = new Map(places.reverse().map((each) => [rootOf(each.place).toString(), each]));
    const wanted = [...roots].reverse();
    for (const [key, each] of this.followed)
      if (!roots.has(each.root.toString())) {
        this.leave(each);
        this.followed.delete(key);
      }
    for (const [, { place, title, opened }] of wanted) {
      const root = rootOf(place);
      const isOwn = root.toString() === rootOf(own).toString();
      const prefix = isOwn ? '' : prefixOf(root);
      if (!this.followed.has(prefix)) this.followed.set(prefix, this.follow(place, prefix, title, opened && !isOwn));
    }
  }

  private follow(place: RunsFolder, prefix: string, title: string, opened: boolean): Followed {
    const root = rootOf(place);
    const trained = prefix === '' ? undefined : this.parts.libraryOf(place, prefix);
    trained?.onChange(() => this.parts.news.list());
    const made: Followed = {
      head: { prefix, title, path: pathOf(root), opened },
      root,
      logged: new LoggedFolder(diskAt(place.folder, place.below), sha256, prefix, {
        ...pace,
        readLists: this.readLists,
      }),
      trained,
      watcher: watchFiles(root, '*/{run.json,steps*.jsonl,epochs*.jsonl,heartbeat}', ({ path }) => {
        made.stale.add(path.split('/').at(-2) ?? '');
        made.soon.call();
      }),
      stale: new Set(),
      looking: undefined,
      timer: undefined,
      soon: new Soon(PAUSE, () => void this.look(made)),
      told: '',
    };
    return made;
  }

  private leave({ watcher, trained, timer, soon }: Followed): void {
    clearTimeout(timer);
    soon.dispose();
    watcher.dispose();
    trained?.dispose();
  }

  private look(of: Followed): Promise<void> {
    const looking = (of.looking ?? Promise.resolve()).then(() => this.lookOnce(of));
    of.looking = looking;
    return looking;
  }

  private async lookOnce(of: Followed): Promise<void> {
    if (this.disposed || this.followed.get(of.head.prefix) !== of) return;
    const { logged, stale, trained } = of;
    try {
      const others = logged.othersCount;
      const named = [...stale];
      stale.clear();
      const found = await logged.list(named);
      const runs = [...found.runs, ...(await logged.follow(named))];
      for (const run of new Set(runs)) this.parts.news.run(run);
      const told = JSON.stringify(logged.runs.map(({ id, title, status, heard }) => [id, title, status, heard]));
      if (found.list || told !== of.told) this.parts.news.list();
      of.told = told;
      if (trained && logged.othersCount !== others) await trained.refresh();
    } catch (error) {
      log.error('runs of a folder', error);
    }
    this.lookAgain(of);
  }

  private lookAgain(of: Followed): void {
    const wanted = this.watching > 0 || of.logged.runs.some(({ active }) => active);
    if (of.timer || !wanted || this.disposed || this.followed.get(of.head.prefix) !== of) return;
    of.timer = setTimeout(
      () => {
        of.timer = undefined;
        void this.look(of);
      },
      of.root.scheme === 'file' ? NEAR : (this.parts.far ?? FAR),
    );
  }
}

const pathOf = (uri: Uri): string => (uri.scheme === 'file' ? uri.fsPath : uri.toString(true));
/** No name of a run has a slash, so what stands before its last one is its folder. */
const prefixOf = (root: Uri): string => `${root.toString()}/`;

/** How a folder of runs is called: by the folder that a person knows. */
function titleOf(root: Uri): string {
  const names = root.path.split('/').filter((name) => name !== '');
  const own = names.slice(-2).join('/') === `${IGNORED}/runs` ? names.at(-3) : names.at(-1);
  return own ?? root.toString();
}

/** Where the runs lie of a folder that a person chose: it may be theirs, or hold them, or be one of them. */
async function runsAt(chosen: Uri): Promise<Uri> {
  const names = await files.list(chosen);
  if (names.some(isRunId)) return chosen;
  if (names.includes('run.json') && isRunId(nameOf(chosen))) return Uri.joinPath(chosen, '..');
  const inside = nameOf(chosen) === IGNORED ? Uri.joinPath(chosen, 'runs') : Uri.joinPath(chosen, IGNORED, 'runs');
  return (await files.isFolder(inside)) ? inside : chosen;
}
