import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import { buildSync } from 'esbuild';

const node = createRequire(import.meta.url);

const exported = (it: string): string => `export * from ${JSON.stringify(`./extension/host/${it}.ts`)};`;

/** Modules of the host, made anew at each call for a VS Code that stands in for the real one. */
export function bundled<T>(...modules: string[]): (vscode: object, globals?: object) => T {
  const [{ text }] = buildSync({
    stdin: { contents: modules.map(exported).join('\n'), resolveDir: '.' },
    bundle: true,
    format: 'cjs',
    external: ['vscode', 'node:*'],
    write: false,
    logLevel: 'error',
  }).outputFiles;
  const run = compileFunction(text, ['module', 'exports', 'require', 'globalThis']);
  return (vscode, globals = globalThis) => {
    const module = { exports: {} as T };
    run(module, module.exports, (name: string): unknown => (name === 'vscode' ? vscode : node(name)), globals);
    return module.exports;
  };
}

/** The words of a VS Code in English. */
export const l10n = {
  t: (message: string, ...args: unknown[]): string => message.replace(/\{(\d)\}/g, (_, i) => String(args[Number(i)])),
};
