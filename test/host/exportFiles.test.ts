import assert from 'node:assert/strict';
import type { Memento, Uri } from 'vscode';
import type { ExportItem } from '../../extension/protocol/inspector/export.js';
import { bundled, l10n } from './bundled.js';

interface Exports {
  chooseExport(
    title: string,
    items: (ExportItem & { reads?: Place[]; save?: () => Promise<void> })[],
    memory: object,
  ): Promise<string | undefined>;
  saveExport(title: string, id: string, content: string, given: Place | undefined, reads?: Place[]): Promise<void>;
}
const host = bundled<Exports>('inspector/exportFiles');

interface Row {
  label: string;
  description?: string;
  detail?: string;
}
type Place = Pick<Uri, 'path' | 'scheme'> & { with(change: { path: string }): Place };
const at = (path: string): Place => ({ path, scheme: 'memfs', with: (change) => at(change.path) });

/** A window in which a person takes the row of each of these labels, and saves where they are asked. */
function opened(labels: string[] = []) {
  const seen = { lists: [] as Row[][], told: [] as string[], opened: [] as string[] };
  const content = new Map<string, string>();
  const window = {
    showQuickPick: async (rows: Row[]) => {
      seen.lists.push(rows);
      const label = labels.shift();
      return rows.find((row) => row.label === label);
    },
    showSaveDialog: async () => at('/folder/out/wine-sklearn.py'),
    showInformationMessage: async (message: string, ...buttons: string[]) => {
      seen.told.push(message);
      return buttons[0];
    },
  };
  const fs = {
    stat: async ({ path }: Place) => {
      const text = content.get(path);
      if (text === undefined) throw new Error('none');
      return { type: 1, size: text.length, mtime: 0 };
    },
    readFile: async ({ path }: Place) => new TextEncoder().encode(content.get(path)),
    writeFile: async ({ path }: Place, bytes: Uint8Array) => void content.set(path, new TextDecoder().decode(bytes)),
    rename: async (from: Place, to: Place) => {
      content.set(to.path, content.get(from.path)!);
      content.delete(from.path);
    },
  };
  const kept = new Map<string, unknown>();
  const memory = {
    get: (name: string) => kept.get(name),
    update: async (name: string, value: unknown) => void kept.set(name, value),
  } satisfies Pick<Memento, 'get' | 'update'>;
  const made = host({
    l10n,
    window,
    workspace: { fs, asRelativePath: ({ path }: Place) => path.replace('/folder/', '') },
    commands: { executeCommand: async (_: string, { path }: Place) => void seen.opened.push(path) },
    env: {},
    UIKind: {},
    FileType: { File: 1, Directory: 2, SymbolicLink: 64 },
    QuickPickItemKind: { Separator: -1 },
    Uri: {
      joinPath: ({ path }: Place, ...parts: string[]) =>
        at(new URL(parts.join('/'), `file://${path}/`).pathname.replace(/\/$/, '')),
    },
  });
  return { ...made, seen, content, memory };
}

const pixels = { width: 1304, height: 1024 };
const items = [
  { id: 'matrix.png', label: 'Matrix as PNG', group: 'Matrix', pixels },
  { id: 'matrix.csv', label: 'Matrix as CSV', group: 'Matrix' },
  { id: 'sklearn.py', label: 'Script', group: 'Python', reads: [at('/dist/mnist/a.gz'), at('/dist/mnist/b.gz')] },
  { id: 'pytorch.project', label: 'Project', group: 'Python', save: async () => undefined },
];

describe('the files of an export (K13)', () => {
  it('R9 K13 the list says what each file will be, and in which colours; they are chosen in it and remembered', async () => {
    const it = opened(['Colours of pictures: those of the theme', 'Light', 'Matrix as PNG']);
    assert.equal(await it.chooseExport('wine', items, it.memory), 'matrix.png');
    const [first, colors, again] = it.seen.lists.map((rows) =>
      rows.map(({ label, description }) => [label, description]),
    );
    assert.deepEqual(first[1], ['Matrix as PNG', '1,304 × 1,024 pixels, colours: those of the theme']);
    assert.deepEqual(first[2], ['Matrix as CSV', undefined]);
    assert.deepEqual(colors, [
      ['Light', ''],
      ['Dark', ''],
      ['Those of the theme', 'current'],
    ]);
    assert.deepEqual(again[1], ['Matrix as PNG', '1,304 × 1,024 pixels, colours: light']);
    assert.equal(it.memory.get('surprisal.pictureColors'), 'light');
  });

  it('T10 of a script it says beforehand which files are written and where, and names them afterwards', async () => {
    const it = opened([]);
    assert.equal(await it.chooseExport('wine', items, it.memory), undefined);
    assert.equal(
      it.seen.lists[0].find(({ label }) => label === 'Script')!.detail,
      'Writes wine-sklearn.py where you say, and into the folder mnist beside it what it reads: a.gz, b.gz.',
    );
    assert.equal(
      it.seen.lists[0].find(({ label }) => label === 'Project')!.detail,
      'Writes the folder wine-pytorch: a program, its data, how to start it.',
    );
    it.content.set('/dist/mnist/a.gz', 'a').set('/dist/mnist/b.gz', 'b').set('/folder/out/mnist/b.gz', 'mine');
    await it.saveExport('wine', 'sklearn.py', 'import sklearn', undefined, items[2].reads);
    assert.deepEqual(it.seen.told, [
      'Saved wine-sklearn.py and, beside it, mnist/a.gz in out. It also reads what was there already: mnist/b.gz.',
    ]);
    assert.deepEqual(
      ['wine-sklearn.py', 'mnist/a.gz', 'mnist/b.gz'].map((name) => it.content.get(`/folder/out/${name}`)),
      ['import sklearn', 'a', 'mine'],
    );
    await new Promise(setImmediate);
    assert.deepEqual(it.seen.opened, ['/folder/out/wine-sklearn.py']);
  });
});
