import { lstat, stat } from 'node:fs/promises';
import type { TensorApi, TensorState } from '../../extension/protocol/tensor.js';
import { bundled, l10n } from './bundled.js';
import { madePage, registration, Uri } from './madePage.js';

export interface Views {
  showFile(uri: Uri, panel: object): void;
  hover(uri: Uri, token: object): Promise<{ contents: Made[] } | undefined>;
  dispose(): void;
}
interface Hovers {
  provideHover(document: object, position: object, token: object): Promise<{ contents: string[] } | undefined>;
}
const host = bundled<{
  TensorViews: new (extension: Uri, compute: (...slices: string[]) => Promise<unknown>) => Views;
  pathHovers: (hover: (uri: Uri) => Promise<object | undefined>) => Hovers;
  pathAt: (line: string, at: number) => { path: string; start: number; end: number } | undefined;
}>('tensor/tensorViews', 'tensor/pathHover', 'tensor/pathAt');

/** As VS Code has it, but for how it escapes a text: every sign that Markdown may know is marked. */
export class Made {
  value = '';
  isTrusted: unknown;
  constructor(value = '') {
    this.value = value;
  }
  appendText(text: string): this {
    this.value += text.replace(/[\\`*_{}[\]()#+\-.!<>&|~\n]/g, '\\$&');
    return this;
  }
  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
}

class Emitter {
  private readonly all = new Set<(event: unknown) => void>();
  readonly event = (hear: (event: unknown) => void) => {
    this.all.add(hear);
    return { dispose: () => void this.all.delete(hear) };
  };
  fire(event?: unknown): void {
    this.all.forEach((hear) => hear(event));
  }
  dispose(): void {
    this.all.clear();
  }
}
/** The error of VS Code for a file that is not there. */
class Missing extends Error {
  readonly code = 'FileNotFound';
}
class TokenSource {
  private readonly emitter = new Emitter();
  readonly token = { isCancellationRequested: false, onCancellationRequested: this.emitter.event };
  cancel(): void {
    this.token.isCancellationRequested = true;
    this.emitter.fire();
  }
  dispose(): void {
    this.emitter.dispose();
  }
}

/** A VS Code over the files of this machine, with the page of one tab. */
export function openedTensors(folder = '/', isTrusted = true) {
  const copied: string[] = [];
  const computed: string[][] = [];
  /** What a person picks or chooses, one after another, and what was offered. */
  const answers: string[] = [];
  const offered: string[][] = [];
  let changed: () => void = () => undefined;
  const page = madePage();
  const silent = { error: () => undefined, info: () => undefined, warn: () => undefined, dispose: () => undefined };
  const vscode = {
    l10n,
    Uri,
    EventEmitter: Emitter,
    CancellationTokenSource: TokenSource,
    CancellationError: class extends Error {},
    RelativePattern: Object,
    Range: Object,
    MarkdownString: Made,
    Hover: class {
      constructor(readonly contents: Made[]) {}
    },
    ColorThemeKind: { Light: 1, Dark: 2, HighContrast: 3, HighContrastLight: 4 },
    ViewColumn: {},
    ProgressLocation: {},
    FileSystemError: Missing,
    FileType: { File: 1, Directory: 2, SymbolicLink: 64 },
    env: { clipboard: { writeText: (text: string) => Promise.resolve(void copied.push(text)) } },
    window: {
      activeColorTheme: { kind: 1 },
      createOutputChannel: () => silent,
      setStatusBarMessage: () => registration,
      showQuickPick: (items: { label: string }[]) => {
        offered.push(items.map(({ label }) => label));
        const wanted = answers.shift();
        return Promise.resolve(items.find(({ label }) => label === wanted));
      },
      showOpenDialog: () => Promise.resolve([new Uri(answers.shift()!)]),
    },
    workspace: {
      isTrusted,
      getConfiguration: () => ({ get: (_: string, otherwise: unknown) => otherwise ?? true }),
      asRelativePath: ({ path }: Uri) => path,
      getWorkspaceFolder: ({ path }: Uri) => (path.startsWith(folder) ? { uri: new Uri(folder) } : undefined),
      createFileSystemWatcher: () => ({
        ...registration,
        onDidChange: (hear: () => void) => ((changed = hear), registration),
        onDidCreate: () => registration,
        onDidDelete: () => registration,
      }),
      fs: {
        stat: async ({ path }: Uri) => {
          const [it, own] = await Promise.all([stat(path), lstat(path)]).catch((error: NodeJS.ErrnoException) => {
            throw error.code === 'ENOENT' ? new Missing(error.message) : error;
          });
          const link = own.isSymbolicLink() ? 64 : 0;
          return { type: (it.isFile() ? 1 : 2) | link, size: it.size, mtime: it.mtimeMs };
        },
      },
    },
  };
  const made = host(vscode);
  const views = new made.TensorViews(new Uri(process.cwd()), (...slices) => Promise.resolve(computed.push(slices)));
  const ask = <M extends keyof TensorApi>(method: M, params: unknown) =>
    page.ask<ReturnType<TensorApi[M]>>(method, params);
  const state = (fits: (state: TensorState) => boolean): Promise<TensorState> => page.state(fits);
  const read = async (path: string): Promise<TensorState> => {
    const done = state(({ loading }) => !loading);
    views.showFile(new Uri(path), page.panel);
    const first = await ask('hydrate', null);
    return first.loading ? done : first;
  };
  return {
    ...made,
    views,
    copied,
    computed,
    answers,
    offered,
    ask,
    state,
    read,
    send: page.send,
    change: () => changed(),
  };
}
