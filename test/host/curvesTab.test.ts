import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CurvePoints, CurvesQuery, CurvesState } from '../../extension/protocol/curves.js';
import { bundled, l10n } from './bundled.js';
import { madePage, registration, Uri } from './madePage.js';

interface Views {
  openCurves(uri?: unknown): Promise<void>;
  plotNumbers(): Promise<void>;
  dispose(): void;
}
const host = bundled<{ CurvesViews: new (services: object) => Views }>('curves/curvesViews');
const reference = 'test/reference/data/curves';

const kindOf = (it: { isFile(): boolean; isDirectory(): boolean }): number =>
  it.isFile() ? 1 : it.isDirectory() ? 2 : 0;

/** A window with one tab at a time, whose page is this test, and the files of this machine. */
function opened(editor?: object) {
  const told: string[] = [];
  const { panel, ask, state } = madePage();
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
      showWarningMessage: say,
    },
    workspace: {
      asRelativePath: ({ path }: Uri) => path.replace(/^\/tmp\/[^/]+\//, ''),
      fs: {
        readFile: ({ path }: Uri) => readFile(path),
        stat: ({ path }: Uri) => stat(path).then((it) => ({ type: kindOf(it), size: it.size, mtime: it.mtimeMs })),
        readDirectory: ({ path }: Uri) =>
          readdir(path, { withFileTypes: true }).then((all) => all.map((it) => [it.name, kindOf(it)])),
      },
    },
  };
  const memory = { get: () => undefined, update: () => Promise.resolve() };
  const { CurvesViews } = host(vscode);
  const views = new CurvesViews({ extension: new Uri('/extension'), memory, library: { runs: [] }, queue: {} });
  return { views, told, ask, state: (fits: (state: CurvesState) => boolean) => state(fits) };
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

  it('of a pipe, which nobody writes to, does not wait for it (S20)', async () => {
    const { views, ask, state } = opened();
    const pipe = join(folder, 'pipe.log');
    execFileSync('mkfifo', [pipe]);
    await views.openCurves(new Uri(pipe));
    const read = state(({ reading }) => reading === null);
    await ask('hydrate', null);
    assert.deepEqual((await read).runs, []);
    views.dispose();
    rmSync(pipe);
  });

  it('of a folder finds a table that had no line yet when it was first seen, and names a run by its folder', async () => {
    const { views, ask, state } = opened();
    const place = join(folder, 'new', 'run#1?');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'log.csv'), '');
    cpSync(join(reference, 'events.out.tfevents.1700000000.host.1.0'), join(place, 'events.out.tfevents.#1'));
    await views.openCurves(new Uri(join(folder, 'new')));
    const first = state(({ runs }) => runs.length === 1);
    const second = state(({ runs }) => runs.length === 2);
    await ask('hydrate', null);
    assert.deepEqual((await first).runs.map(({ title }) => title), ['new/run#1?']); // prettier-ignore
    writeFileSync(join(place, 'log.csv'), 'step,loss\n1,0.5\n');
    const { runs } = await second;
    assert.deepEqual(runs.map(({ title }) => title).sort(), ['log.csv', 'run#1?']); // prettier-ignore
    views.dispose();
  }).timeout(30_000);

  it('of a folder with more files than are followed says so once', async () => {
    const { views, told, ask, state } = opened();
    const place = join(folder, 'many');
    mkdirSync(place);
    for (let i = 0; i <= 1000; i++) writeFileSync(join(place, `events.out.tfevents.${i}`), '');
    await views.openCurves(new Uri(place));
    const read = state(({ reading }) => reading === null);
    await ask('hydrate', null);
    await read;
    assert.deepEqual(told, [
      'many holds more folders or files of curves than are followed: 1,000 files are. Open a folder within it to see the others.',
    ]);
    views.dispose();
  });

  it('answers every message of its page, however far from what it expects, and does nothing for it (S3)', async () => {
    const { views, told, ask, state } = opened();
    writeFileSync(join(folder, 'mine.csv'), 'step,loss,__proto__\n1,0.5,7\n2,nan,8\n');
    await views.openCurves(new Uri(join(folder, 'mine.csv')));
    const read = state(({ runs }) => runs.length === 1);
    await ask('hydrate', null);
    const [{ id, scalars }] = (await read).runs;
    assert.deepEqual(
      scalars.map(({ name, last }) => [name, last]),
      [
        ['loss', { step: 1, value: 0.5 }],
        ['__proto__', { step: 2, value: 8 }],
      ],
    );
    const [plain] = query('loss', id);
    const points = async (more: object) => ask<CurvePoints[][]>('points', [{ ...plain, ...more }]);
    const counted = async (more: object) => (await points(more))[0].map(({ x }) => x.length);
    assert.deepEqual(await counted({ from: 9, to: -9 }), [0]);
    assert.deepEqual(await counted({ lines: [[id, id], ['none'], []] }), [2, 0, 0]);
    assert.deepEqual(await counted({ scalar: '__proto__', smoothing: 1e6, logarithmicX: true }), [2]);
    const refused: object[] = [
      { columns: 1e6 }, { columns: 0 }, { columns: NaN }, { from: Infinity }, { to: NaN }, { smoothing: -1 },
      { smoothing: 1e9 }, { x: '__proto__' }, { band: 'all' }, { scalar: 'x'.repeat(1e4) }, { scalar: null },
      { lines: Array.from({ length: 1001 }, () => [id]) }, { lines: [[7]] }, { lines: { length: 2 } }, { columns: '9' },
    ]; // prettier-ignore
    for (const each of refused) await assert.rejects(counted(each), JSON.stringify(each));
    const none: [string, unknown][] = [
      ['points', null], ['points', Array.from({ length: 17 }, () => plain)], ['readAt', {}], ['openRun', 7], ['copy', null],
      ['readAt', { scalars: ['loss'], runs: [id], x: 'step', at: NaN, smoothing: 0 }], ['remember', { x: 'step' }],
      ['saveExport', { name: '../a.svg', content: new Uint8Array(1) }], ['saveExport', { name: 'a.svg', content: 'text' }],
      ['saveCsv', { scalar: 'loss', runs: id, x: 'step', from: null, to: null }], ['constructor', null], ['nothing', null],
    ]; // prettier-ignore
    for (const [method, params] of none) await assert.rejects(ask(method, params), method);
    assert.deepEqual(told, []);
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
    await views.plotNumbers();
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
    await views.plotNumbers();
    assert.match(told[0], /No number to plot/);
  });
});
