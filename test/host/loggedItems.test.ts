import assert from 'node:assert/strict';
import { posix } from 'node:path';
import type { RowsApi } from '../../extension/protocol/inspector/rows.js';
import type { Handlers } from '../../extension/protocol/rpc.js';
import { LoggedPredictions } from '../../extension/runs/predictions/loggedPredictions.js';
import { npyBytes } from '../../extension/runs/disk/matrices.js';
import { Logged } from '../runs/loggedFiles.js';
import { bundled, l10n } from './bundled.js';

type Items = Pick<Handlers<RowsApi>, 'rowPictures' | 'openRowPicture'>;
const host = bundled<{
  itemPictures: (run: object, predictions: LoggedPredictions, baseOf: () => Promise<object>) => Items;
}>('inspector/loggedItems');

class Uri {
  readonly authority = '';
  constructor(
    readonly scheme: string,
    readonly path: string,
  ) {}
  get fsPath(): string {
    return this.path;
  }
  static joinPath = (uri: Uri, ...parts: string[]): Uri => new Uri(uri.scheme, posix.join(uri.path, ...parts));
  with = ({ path = this.path }): Uri => new Uri(this.scheme, path);
  toString = (): string => `${this.scheme}://${this.path}`;
}
class FileSystemError extends Error {
  code = 'FileNotFound';
}

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
const [FILE, FOLDER, LINK] = [1, 2, 64];

/** A window on /work whose items have these names, and where a person answers a question by `answer`. */
async function opened(names: readonly string[], answer?: string) {
  const logged = new Logged(undefined, {
    classes: ['a', 'b'],
    labels: { file: 'labels.npy' },
    items: { list: { file: 'items.json' } },
  });
  const zeros = npyBytes(new Uint16Array(names.length), [names.length]);
  logged.put('labels.npy', zeros);
  logged.put('predicted-0001.npy', zeros);
  logged.put('items.json', JSON.stringify({ files: names }));
  logged.add('epochs.jsonl', '{"epoch":1,"predicted":{"file":"predicted-0001.npy"}}\n');
  await logged.reader.update();

  const kinds = new Map([
    ['/work/data', FOLDER],
    ['/work/data/a.png', FILE],
    ['/work/data/notes.txt', FILE],
    ['/work/data/link.png', LINK | FILE],
    ['/work/elsewhere', LINK | FOLDER],
  ]);
  const seen = { looked: [] as string[], opened: [] as string[], asked: [] as string[][] };
  const look = ({ path }: Uri): number => {
    seen.looked.push(path);
    const kind = kinds.get(path);
    if (kind === undefined) throw new FileSystemError(path);
    return kind;
  };
  const vscode = {
    Uri,
    FileSystemError,
    FileType: { Unknown: 0, File: FILE, Directory: FOLDER, SymbolicLink: LINK },
    EventEmitter: class {
      event = () => undefined;
    },
    l10n,
    env: { language: 'en' },
    workspace: {
      workspaceFolders: [{ uri: new Uri('file', '/work') }],
      fs: {
        stat: async (uri: Uri) => ({ type: look(uri), size: PNG.length }),
        readFile: async (uri: Uri) => {
          look(uri);
          return PNG;
        },
      },
    },
    window: {
      showWarningMessage: async (message: string, { detail }: { detail: string }, ...buttons: string[]) => {
        seen.asked.push([message, detail, ...buttons]);
        return answer;
      },
      createOutputChannel: () => ({ error: () => undefined, info: () => undefined }),
    },
    commands: { executeCommand: async (id: string, uri: Uri) => void seen.opened.push(`${id} ${uri.path}`) },
  };
  const predictions = new LoggedPredictions(logged.run);
  const items = host(vscode).itemPictures(logged.run, predictions, async () => new Uri('file', '/work'));
  return { items, seen };
}

describe('files that a logged run names (R2 S29)', () => {
  const names = [
    'data/a.png',
    '/work/data/a.png',
    '../secret.png',
    '/etc/secret.png',
    'data/link.png',
    'elsewhere/b.png',
    'https://example.org/x.png',
    '\\\\server\\share\\x.png',
    'data/none.png',
    'command:x.png',
  ];

  it('R2 S29: thumbnails are of pictures inside the workspace; outside, and behind links, nothing is looked at', async () => {
    const { items, seen } = await opened(names);
    const found = await items.rowPictures({ column: 0, indices: names.map((_, i) => i) });
    const told = found.map((each) => ('problem' in each ? each.problem.split(',')[0] : 'a picture'));
    const outside = 'It lies outside of the workspace folder';
    const linked = 'A link leads there';
    assert.deepEqual(told, [
      'a picture',
      'a picture',
      outside,
      outside,
      linked,
      linked,
      'It is an address of https',
      outside,
      'It is not there.',
      'It is an address of command',
    ]);
    assert(seen.looked.every((path) => path.startsWith('/work/')));
    assert(!seen.looked.includes('/work/elsewhere/b.png'));
  });

  it('R2 S29: a press opens a file of the workspace at once', async () => {
    const { items, seen } = await opened(names);
    await items.openRowPicture({ column: 0, index: 0 });
    await items.openRowPicture({ column: 0, index: 1 });
    assert.deepEqual(seen.opened, ['vscode.open /work/data/a.png', 'vscode.open /work/data/a.png']);
    assert.deepEqual(seen.asked, []);
    await assert.rejects(
      Promise.resolve(items.openRowPicture({ column: 0, index: 8 })),
      /data\/none\.png is not there/,
    );
  });

  it('R2 S29: a file elsewhere opens only after its whole path was shown, as plain text, and agreed to', async () => {
    const hostile = '/etc/[x](command:evil) $(zap).png';
    for (const [name, path, looked] of [
      ['../secret.png', '/secret.png', []],
      [hostile, hostile, []],
      ['data/link.png', '/work/data/link.png', ['/work/data', '/work/data/link.png']],
    ] as const) {
      const refused = await opened([name]);
      await refused.items.openRowPicture({ column: 0, index: 0 });
      assert.deepEqual([refused.seen.opened, refused.seen.looked], [[], looked]);
      const [[question, detail, ...buttons]] = refused.seen.asked;
      assert.match(question, /^Open this file\?/);
      assert.deepEqual([detail.replaceAll('\u2060', ''), buttons], [path, ['Open']]);
      assert(!detail.includes(']('), 'a link would open what it names');
      const agreed = await opened([name], 'Open');
      await agreed.items.openRowPicture({ column: 0, index: 0 });
      assert.deepEqual(agreed.seen.opened, [`vscode.open ${path}`]);
    }
  });

  it('R2 S29: addresses and paths of other machines are refused with words', async () => {
    const { items, seen } = await opened(names, 'Open');
    for (const [index, words] of [
      [6, /address of https/],
      [7, /another machine/],
      [9, /address of command/],
    ] as const)
      await assert.rejects(Promise.resolve(items.openRowPicture({ column: 0, index })), words);
    assert.deepEqual([seen.opened, seen.asked, seen.looked], [[], [], []]);
  });

  it('R2: a file that is no picture opens as well', async () => {
    const { items, seen } = await opened(['data/notes.txt']);
    await items.openRowPicture({ column: 0, index: 0 });
    assert.deepEqual(seen.opened, ['vscode.open /work/data/notes.txt']);
  });
});
