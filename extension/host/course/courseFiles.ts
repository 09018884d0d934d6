import {
  Disposable,
  EventEmitter,
  FileSystemError,
  type FileStat,
  type FileSystemProvider,
  FileType,
  Uri,
} from 'vscode';
import { files } from '../ports/files.js';

/**
 * The files of the course as they are packed, each section with links to those beside it. What a person changes in them
 * stays until the window closes, and the package is as it was.
 */
export class CourseFiles implements FileSystemProvider {
  static readonly scheme = 'surprisal-course';
  private readonly changed = new Map<string, Uint8Array>();
  readonly onDidChangeFile = new EventEmitter<never>().event;

  constructor(
    private readonly folder: Uri,
    private readonly titles: Readonly<Record<string, string>>,
  ) {}

  watch = (): Disposable => new Disposable(() => undefined);

  async stat(uri: Uri): Promise<FileStat> {
    if (uri.path === '/') return { type: FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    return { type: FileType.File, ctime: 0, mtime: 0, size: (await this.readFile(uri)).length };
  }

  readDirectory = (): [string, FileType][] => Object.keys(this.titles).map((name) => [name, FileType.File]);

  async readFile(uri: Uri): Promise<Uint8Array> {
    const name = uri.path.slice(1);
    if (!Object.hasOwn(this.titles, name)) throw FileSystemError.FileNotFound(uri);
    const bytes = this.changed.get(name) ?? (await files.read(Uri.joinPath(this.folder, name)));
    const links = name.endsWith('.md') && !this.changed.has(name) ? this.linksOf(name) : '';
    return links ? new TextEncoder().encode(new TextDecoder().decode(bytes).trimEnd() + links) : bytes;
  }

  writeFile(uri: Uri, content: Uint8Array): void {
    if (!Object.hasOwn(this.titles, uri.path.slice(1))) throw FileSystemError.NoPermissions(uri);
    this.changed.set(uri.path.slice(1), content);
  }

  createDirectory = (uri: Uri): never => refuse(uri);
  delete = (uri: Uri): never => refuse(uri);
  rename = (uri: Uri): never => refuse(uri);

  /** To the section before and the one that follows. */
  private linksOf(name: string): string {
    const sections = Object.keys(this.titles).filter((other) => other.endsWith('.md'));
    const at = sections.indexOf(name);
    const links = [sections[at - 1], sections[at + 1]].filter((other) => other !== undefined);
    return `\n\n---\n\n${links.map((other) => `[${this.titles[other]}](${other})`).join(' · ')}\n`;
  }
}

function refuse(uri: Uri): never {
  throw FileSystemError.NoPermissions(uri);
}
