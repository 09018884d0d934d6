import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The project's files as the tests of the tree read them; every path is relative to its root. */
const root = process.cwd();

export const exists = (path: string): boolean => existsSync(join(root, path));
export const read = (path: string): string => readFileSync(join(root, path), 'utf8');
export const readBytes = (path: string): Buffer => readFileSync(join(root, path));
export const readJson = <T>(path: string): T => JSON.parse(read(path)) as T;

/** A script of the project, where it lies: beside a copy of it the rest of the tree would be missing. */
export const script = async <T>(name: string): Promise<T> =>
  (await import(pathToFileURL(join(root, 'scripts', name)).href)) as T;

/** Files under `folder` whose name ends with one of `endings`. */
export function filesUnder(folder: string, ...endings: string[]): string[] {
  if (!exists(folder)) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .filter((path) => !/(^|\/)(node_modules|dist|out)\//.test(path) && statSync(join(root, path)).isFile())
    .sort();
}

export interface Import {
  module: string;
  typeOnly: boolean;
}

/** The modules that a source file imports or re-exports, without those in comments. */
export function importsOf(text: string): Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const statements = /^\s*(import|export)\s+(type\s)?[^'";]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]/gm;
  const calls = /(typeof\s+)?\bimport\(\s*['"]([^'"]+)['"]/g;
  return [
    ...[...code.matchAll(statements)].map((it) => ({ module: it[3] ?? it[4] ?? '', typeOnly: it[2] !== undefined })),
    ...[...code.matchAll(calls)].map((it) => ({ module: it[2] ?? '', typeOnly: it[1] !== undefined })),
  ];
}
