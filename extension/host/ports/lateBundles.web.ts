import type { Uri } from 'vscode';
import type * as node from './lateBundles.node.js';
import { scriptAddress } from './openThread.web.js';

type Bundle<T> = (module: { exports: Partial<T> }, exports: Partial<T>, require: unknown) => void;
declare const require: unknown;

/** A late bundle is a module that gives a function of what CommonJS gives to a module. */
async function load<T>(extension: Uri, bundle: string): Promise<T> {
  const address = await scriptAddress(extension, bundle);
  try {
    const { default: run } = (await import(address)) as { default: Bundle<T> };
    const module = { exports: {} as Partial<T> };
    run(module, module.exports, require);
    return module.exports as T;
  } finally {
    URL.revokeObjectURL(address);
  }
}
export const loadCommands: typeof node.loadCommands = (extension) => load(extension, 'commands');
export const loadClient: typeof node.loadClient = (extension) => load(extension, 'client');
export const loadStore: typeof node.loadStore = (extension) => load(extension, 'store');
export const loadTensors: typeof node.loadTensors = (extension) => load(extension, 'tensors');
