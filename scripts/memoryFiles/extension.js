/** A file system in the browser's memory, `memory:/samples`, which starts as a copy of the folder that the launcher serves. */
const { Disposable, EventEmitter, FileChangeType, FileSystemError, FileType, workspace } = require('vscode');

/** @typedef {{ type: import('vscode').FileType, mtime: number, bytes?: Uint8Array }} Entry */

exports.activate = async (/** @type {import('vscode').ExtensionContext} */ { extensionUri, subscriptions }) => {
  /** @type {Map<string, Entry>} */
  const entries = new Map([['/', { type: FileType.Directory, mtime: 1 }]]);
  const changed = new EventEmitter();
  const parent = (/** @type {string} */ path) => path.replace(/\/[^/]*$/, '') || '/';
  const makeFolder = (/** @type {string} */ path) => {
    if (entries.has(path)) return;
    makeFolder(parent(path));
    entries.set(path, { type: FileType.Directory, mtime: Date.now() });
  };
  const put = (/** @type {string} */ path, /** @type {Uint8Array} */ bytes) => {
    makeFolder(parent(path));
    entries.set(path, { type: FileType.File, mtime: Date.now(), bytes });
  };
  const at = (/** @type {import('vscode').Uri} */ uri) => {
    const entry = entries.get(uri.path);
    if (!entry) throw FileSystemError.FileNotFound(uri);
    return entry;
  };
  const under = (/** @type {string} */ path) =>
    [...entries.keys()].filter((it) => it === path || it.startsWith(`${path}/`));
  const tell = (/** @type {number} */ type, /** @type {import('vscode').Uri} */ uri) => changed.fire([{ type, uri }]);

  const origin = extensionUri.with({ path: '/' }).toString(true);
  for (const path of await (await fetch(`${origin}workspace.json`)).json())
    put(`/${path}`, new Uint8Array(await (await fetch(`${origin}workspace/${path}`)).arrayBuffer()));

  subscriptions.push(
    workspace.registerFileSystemProvider(
      'memory',
      {
        onDidChangeFile: changed.event,
        watch: () => new Disposable(() => {}),
        stat: (uri) => {
          const { type, mtime, bytes } = at(uri);
          return { type, mtime, ctime: mtime, size: bytes?.length ?? 0 };
        },
        readDirectory: (uri) => {
          at(uri);
          return under(uri.path)
            .filter((path) => path !== uri.path && parent(path) === uri.path)
            .map((path) => [path.slice(path.lastIndexOf('/') + 1), entries.get(path)?.type ?? FileType.Unknown]);
        },
        createDirectory: (uri) => makeFolder(uri.path),
        readFile: (uri) => {
          const { bytes } = at(uri);
          if (!bytes) throw FileSystemError.FileIsADirectory(uri);
          return bytes;
        },
        writeFile: (uri, bytes) => {
          const there = entries.has(uri.path);
          put(uri.path, bytes.slice());
          tell(there ? FileChangeType.Changed : FileChangeType.Created, uri);
        },
        delete: (uri) => {
          at(uri);
          for (const path of under(uri.path)) entries.delete(path);
          tell(FileChangeType.Deleted, uri);
        },
        rename: (from, to) => {
          at(from);
          for (const path of under(to.path)) entries.delete(path);
          makeFolder(parent(to.path));
          for (const path of under(from.path)) {
            entries.set(to.path + path.slice(from.path.length), /** @type {Entry} */ (entries.get(path)));
            entries.delete(path);
          }
          tell(FileChangeType.Deleted, from);
          tell(FileChangeType.Created, to);
        },
      },
      { isCaseSensitive: true },
    ),
  );
};
