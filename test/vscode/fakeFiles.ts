import * as vscode from 'vscode';

/** A file system in memory, of which a test overrides what it is about. A name without an ending is that of a folder. */
export class FakeFiles implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  protected readonly files = new Map<string, Uint8Array>();

  watch = (): vscode.Disposable => new vscode.Disposable(() => undefined);
  createDirectory = (): void => undefined;
  rename = (): void => undefined;
  delete = ({ path }: vscode.Uri): void => void this.files.delete(path);

  stat(uri: vscode.Uri): vscode.FileStat {
    const file = this.files.get(uri.path);
    if (!file && /\.\w+$/.test(uri.path)) throw vscode.FileSystemError.FileNotFound(uri);
    const type = file ? vscode.FileType.File : vscode.FileType.Directory;
    return { type, ctime: 0, mtime: 1, size: file?.length ?? 0 };
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    const inside = [...this.files.keys()].filter((path) => path.startsWith(`${uri.path}/`));
    const names = new Set(inside.map((path) => path.slice(uri.path.length + 1).split('/')[0]));
    return [...names].map((name) => [name, vscode.FileType.Unknown]);
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const file = this.files.get(uri.path);
    if (!file) throw vscode.FileSystemError.FileNotFound(uri);
    return file;
  }

  writeFile({ path }: vscode.Uri, content: Uint8Array): void {
    this.files.set(path, content);
  }
}
