/**
 * The extension as it is packed, in a host of our own: it counts what is registered and given back, and its files are
 * real. For what a real VS Code can't do a hundred times over: activate, measure, soak.
 */
import * as fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, posix, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';

class Uri {
  constructor(scheme, path) {
    this.scheme = scheme;
    this.authority = this.query = this.fragment = '';
    this.path = path;
  }
  get fsPath() {
    return this.path;
  }
  static file = (path) => new Uri('file', path);
  static parse = (text) => new Uri(...(/^([\w+.-]+):(?:\/\/[^/]*)?(.*)$/.exec(text)?.slice(1) ?? ['file', text]));
  static joinPath = (uri, ...parts) => uri.with({ path: posix.join(uri.path, ...parts) });
  with({ scheme = this.scheme, path = this.path }) {
    return new Uri(scheme, path);
  }
  toString = () => `${this.scheme}://${this.path}`;
}

class FileSystemError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}
const missing = (error) => {
  throw error.code === 'ENOENT' ? new FileSystemError('FileNotFound', error.message) : error;
};
const made = (path) => fs.mkdir(dirname(path), { recursive: true });
const disk = {
  isWritableFileSystem: () => true,
  readFile: ({ path }) => fs.readFile(path).catch(missing),
  writeFile: ({ path }, bytes) => made(path).then(() => fs.writeFile(path, bytes)),
  createDirectory: ({ path }) => fs.mkdir(path, { recursive: true }).then(() => undefined),
  delete: ({ path }, { recursive = false } = {}) => fs.rm(path, { recursive }).catch(missing),
  rename: (from, to) => made(to.path).then(() => fs.rename(from.path, to.path).catch(missing)),
  stat: ({ path }) =>
    fs.stat(path).then((it) => ({ type: it.isFile() ? 1 : 2, size: it.size, mtime: it.mtimeMs }), missing),
  readDirectory: ({ path }) =>
    fs.readdir(path, { withFileTypes: true }).then((all) => all.map((it) => [it.name, it.isFile() ? 1 : 2]), missing),
};

/** A host with `folder` open. */
export function madeHost(folder) {
  const root = resolve(import.meta.dirname, '..');
  /** The registrations and listeners that were not disposed of, by name and number. */
  const open = new Map();
  const handlers = new Map();
  const commandCalls = [];
  const listeners = new Set();
  let made = 0;
  const register = (name, members = {}) => {
    const id = `${name} ${made++}`;
    const registered = {
      ...members,
      dispose: () => {
        members.dispose?.();
        open.delete(id);
      },
    };
    open.set(id, registered);
    // Other calls do nothing and give no answer; events have their own listeners.
    const more = (key) => (/^on[A-Z]/.test(key) ? () => register(`${name}.${key}`) : () => undefined);
    return new Proxy(registered, {
      get: (target, key) => target[key] ?? (key === 'then' || typeof key === 'symbol' ? undefined : more(key)),
    });
  };
  class EventEmitter {
    #hear = new Map();
    event = (listen, self) => {
      const call = listen.bind(self);
      const registration = register('listener', { dispose: () => this.#hear.delete(call) });
      this.#hear.set(call, registration);
      return registration;
    };
    fire = (value) => [...this.#hear.keys()].forEach((call) => call(value));
    /** The listeners are gone with it and need no disposal. */
    dispose = () => [...this.#hear.values()].forEach((registration) => registration.dispose());
  }
  const namespace = (name, known) =>
    new Proxy(known, {
      get: (target, key) => {
        if (key in target || typeof key === 'symbol') return target[key];
        if (/^(on[A-Z]|register|create)/.test(key)) return () => register(`${name}.${key}`);
        return () => Promise.resolve(undefined);
      },
    });
  const commands = namespace('commands', {
    registerCommand: (id, run) => {
      if (handlers.has(id)) throw new Error(`command ${id} is registered twice`);
      handlers.set(id, run);
      const registration = register(`command ${id}`);
      return { dispose: () => handlers.delete(id) && registration.dispose() };
    },
    executeCommand: async (id, ...args) => {
      commandCalls.push([id, ...args]);
      for (const listen of listeners) listen(id, ...args);
      return handlers.get(id)?.(...args);
    },
  });
  /** A tab with a page that never answers. */
  const panel = (viewType, title) => {
    const closed = new EventEmitter();
    const webview = {
      html: '',
      cspSource: 'made:',
      asWebviewUri: (uri) => uri,
      postMessage: () => Promise.resolve(true),
      onDidReceiveMessage: () => register('webview.onDidReceiveMessage'),
    };
    const registration = register('window.createWebviewPanel', {
      viewType,
      title,
      webview,
      visible: true,
      onDidDispose: closed.event,
    });
    const dispose = () => {
      registration.dispose();
      closed.fire();
      closed.dispose();
    };
    return new Proxy(registration, { get: (target, key) => (key === 'dispose' ? dispose : target[key]) });
  };
  const empty = (key) => (key === 'then' ? undefined : function () {});
  const vscode = new Proxy(
    {
      Uri,
      FileSystemError,
      FileType: { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 },
      EventEmitter,
      Disposable: function (dispose) {
        this.dispose = dispose;
      },
      commands,
      debug: namespace('debug', { activeStackItem: undefined }),
      window: namespace('window', {
        createWebviewPanel: panel,
        tabGroups: { all: [] },
        visibleTextEditors: [],
        activeColorTheme: { kind: 2 },
        activeTextEditor: undefined,
      }),
      workspace: namespace('workspace', {
        fs: disk,
        isTrusted: true,
        textDocuments: [],
        workspaceFolders: [{ uri: Uri.file(folder), name: 'folder', index: 0 }],
        getConfiguration: () => ({ get: (_key, value) => value, has: () => false, inspect: () => undefined }),
      }),
      languages: namespace('languages', {}),
      env: namespace('env', { language: 'en', uiKind: 1 }),
      extensions: namespace('extensions', {}),
      l10n: { t: (text, ...args) => text.replace(/\{(\d+)\}/g, (_, i) => String(args[Number(i)])) },
    },
    { get: (target, key) => target[key] ?? new Proxy(empty(key), { get: (it, name) => it[name] ?? name }) },
  );
  const place = pathToFileURL(join(root, 'dist/'));
  const require = createRequire(place);
  /** Loads a bundle and those that it loads late. */
  const load = async (bundle) => {
    const file = new URL(bundle, place);
    const text = (await fs.readFile(file, 'utf8')).replace(/\bimport\((?="\.\/)/g, 'load(');
    const module = { exports: {} };
    const run = compileFunction(text, ['module', 'exports', 'require', 'load'], { filename: file.pathname });
    run(module, module.exports, (name) => (name === 'vscode' ? vscode : require(name)), load);
    return module.exports;
  };
  const memory = () => {
    const values = new Map();
    return {
      keys: () => [...values.keys()],
      get: (key, value) => values.get(key) ?? value,
      update: async (key, value) => void values.set(key, value),
    };
  };
  return {
    Uri,
    open,
    commandCalls,
    commands,
    /** Calls `listen` with every command that is run, including `setContext`. */
    onCommand: (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    /** Reads the bundle anew. */
    load: () => load('./extension.js'),
    context: () => ({
      extensionUri: Uri.file(root),
      storageUri: Uri.file(join(folder, '.storage')),
      globalStorageUri: Uri.file(join(folder, '.storage')),
      workspaceState: memory(),
      globalState: memory(),
      subscriptions: [],
    }),
  };
}
