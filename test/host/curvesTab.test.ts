import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import type { CurvePoints, CurvesQuery, CurvesState } from '../../extension/protocol/curves.js';
import { bundled, l10n } from './bundled.js';

interface Views {
  openCurves(uri?: unknown): Promise<void>;
  plotNumbers(): void;
  dispose(): void;
}
const host = bundled<{ CurvesViews: new (services: object) => Views }>('curves/curvesViews');
const reference = 'test/reference/data/curves';

class Uri {
  readonly scheme = 'file';
  constructor(readonly path: string) {}
  get fsPath(): string {
    return this.path;
  }
  toString = (): string => `file://${this.path}`;
  static parse = (text: string): Uri => new Uri(text.replace('file://', ''));
  static joinPath = ({ path }: Uri, ...parts: string[]): Uri => new Uri(posix.join(path, ...parts));
}

type Message = { kind: string; id?: number; name?: string; result?: unknown; data?: unknown };

/** A window with one tab at a time, whose page is this test, and the files of this machine. */
function opened(editor?: object) {
  const told: string[] = [];
  let receive: (message: unknown) => void = () => undefined;
  let close: () => void = () => undefined;
  const hears = new Set<(message: Message) => void>();
  const registration = { dispose: () => undefined };
  const panel = {
    visible: true,
    title: '',
    reveal: () => undefined,
    dispose: () => close(),
    onDidChangeViewState: () => registration,
    onDidDispose: (hear: () => void) => {
      const before = close;
      close = () => (before(), hear());
      return registration;
    },
    webview: {
      cspSource: '',
      asWebviewUri: (uri: Uri) => uri,
      onDidReceiveMessage: (hear: typeof receive) => ((receive = hear), registration),
      postMessage: (message: Message) => (hears.forEach((hear) => hear(message)), Promise.resolve(true)),
    },
  };
  const say = (message: string): Promise<undefined> => (told.push(message), Promise.resolve(undefined));
  const vscode = {
    l10n,
    Uri,
    Range: class {
      constructor(
        readonly start: object,
        readonly end: object,
      ) {}
    },
    ThemeColor: String,
    TextEditorRevealType: {},
    ViewColumn: {},
    FileSystemError: class extends Error {},
    FileType: { File: 1, Directory: 2, SymbolicLink: 64 },
    env: {},
    commands: {},
    window: {
      activeTextEditor: editor,
      visibleTextEditors: editor ? [editor] : [],
      createWebviewPanel: () => panel,
      createTextEditorDecorationType: () => registration,
      createOutputChannel: () => ({ error: say, info: say, warn: say, dispose: () => undefined }),
      showInformationMessage: say,
      showErrorMessage: say,
    },
    workspace: {
      asRelativePath: ({ path }: Uri) => path.replace(/^\/tmp\/[^/]+\//, ''),
      fs: {
        readFile: ({ path }: Uri) => readFile(path),
        stat: ({ path }: Uri) =>
          stat(path).then((it) => ({ type: it.isFile() ? 1 : 2, size: it.size, mtime: it.mtimeMs })),
        readDirectory: ({ path }: Uri) =>
          readdir(path, { withFileTypes: true }).then((all) => all.map((it) => [it.name, it.isFile() ? 1 : 2])),
      },
    },
  };
  const memory = { get: () => undefined, update: () => Promise.resolve() };
  const { CurvesViews } = host(vscode);
  const views = new CurvesViews({ extension: new Uri('/extension'), memory, library: { runs: [] }, queue: {} });
  let next = 1;
  const heard = <T>(fits: (message: Message) => boolean): Promise<T> =>
    new Promise((resolve) => {
      const hear = (message: Message): void => {
        if (!fits(message)) return;
        hears.delete(hear);
        resolve((message.result ?? message.data) as T);
      };
      hears.add(hear);
    });
  const ask = <T>(method: string, params: unknown): Promise<T> => {
    const id = next++;
    const answer = heard<T>((message) => message.id === id);
    receive({ kind: 'request', id, method, params });
    return answer;
  };
  /** The first state that fits. */
  const state = (fits: (state: CurvesState) => boolean): Promise<CurvesState> =>
    heard(({ name, data }) => name === 'state' && fits(data as CurvesState));
  return { views, told, ask, state };
}

const query = (scalar: string, run: string): CurvesQuery[] => [
  {
    scalar,
    lines: [[run]],
    band: 'range',
    x: 'step',
    from: null,
    to: null,
    columns: 100,
    logarithmicX: false,
    smoothing: 0,
  },
];

describe('a tab of curves in the host (R3, F36)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'curves-'));
  before(() => cpSync(reference, folder, { recursive: true }));
  after(() => rmSync(folder, { recursive: true }));

  it('of a folder shows what every framework wrote, tells what was left out, and follows a file that grows', async () => {
    const { views, told, ask, state } = opened();
    await views.openCurves(new Uri(folder));
    const whole = state(({ runs, reading }) => runs.length === 6 && reading === null);
    const first = await ask<CurvesState>('hydrate', null);
    assert.deepEqual([first.runs, first.reading, first.id], [[], { done: 0, of: 1 }, `file://${folder}`]);
    const { runs } = await whole;
    assert.deepEqual(runs.map(({ source }) => source).sort(), [
      'csv',
      'csv',
      'csv',
      'csv',
      'tensorboard',
      'trainerState',
    ]);
    const events = runs.find(({ source }) => source === 'tensorboard')!;
    assert.match(events.notes.join(' '), /1700001000.host.3.0, from byte 0: 21 records have no checksum/);
    assert.deepEqual(events.others, { graphs: 1, histograms: 3, images: 1, text: 1 });
    assert.match(events.problems.join(' '), /steps go back, and the later values stay/);
    assert.ok(!events.problems.some((words) => /checksum/.test(words)));
    const keras = runs.find(({ title }) => title.endsWith('training.csv'))!;
    const points = async () => (await ask<CurvePoints[][]>('points', query('loss', keras.id)))[0][0];
    assert.equal((await points()).x.length, 8);
    const grown = state((now) => now.runs.some(({ id, live }) => id === keras.id && live));
    appendFileSync(join(folder, 'keras/training.csv'), '8,0.9,0.001,0.125,0.9,0.25\n');
    await grown;
    assert.equal((await points()).y[8], 0.125);
    assert.deepEqual(told, []);
    views.dispose();
  });

  it('of one file shows it, also where it has another name than frameworks give', async () => {
    const { views, ask, state } = opened();
    writeFileSync(join(folder, 'mine.csv'), 'step,loss\n1,0.5\n');
    await views.openCurves(new Uri(join(folder, 'mine.csv')));
    const read = state(({ runs }) => runs.length === 1);
    await ask('hydrate', null);
    assert.deepEqual((await read).runs[0].scalars[0].last, { step: 1, value: 0.5 });
    views.dispose();
  });

  it('of a text marks the line of the value that is read; a text without numbers is told', async () => {
    const text = 'Using cuda\nepoch 1 loss 0.5\nepoch 2 loss 0.25\n';
    const marks: { line: number }[][] = [];
    const editor = {
      document: {
        uri: new Uri('/tmp/x/train.log'),
        version: 1,
        lineCount: 4,
        getText: () => text,
        offsetAt: () => 0,
        lineAt: (line: number) => ({ range: { line } }),
      },
      selection: { isEmpty: false, start: { line: 1 }, end: {} },
      setDecorations: (_: unknown, ranges: { line: number }[]) => marks.push(ranges),
      revealRange: () => undefined,
    };
    const { views, told, ask, state } = opened(editor);
    views.plotNumbers();
    const read = state(({ runs }) => runs.length === 1);
    await ask('hydrate', null);
    const { runs, view } = await read;
    const [run] = runs;
    assert.equal(view.x, 'epoch', 'the text counts epochs, and says so');
    assert.match(run.notes[0], /train\.log: line 2 holds no number with a name/);
    await ask('readAt', { scalars: ['loss'], runs: [run.id], x: 'step', at: 2, smoothing: 0 });
    assert.deepEqual(marks, [[{ line: 3 }]]);
    views.dispose();
    editor.document.getText = () => 'no number here';
    views.plotNumbers();
    assert.match(told[0], /No number to plot/);
  });
});
