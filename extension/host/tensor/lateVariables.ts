import type { Disposable, Uri } from 'vscode';
import { registerCommand } from '../ports/commands.js';
import { loadVariables } from '../ports/lateBundles.node.js';
import type { DebugTensors } from './debugTensors.js';
import { DebugStops } from './debugStops.js';
import type { TensorViews } from './tensorViews.js';

/** Registers View Tensor of a program that is debugged. It loads at first use; until then stops are only counted. */
export function registerVariables(extension: Uri, views: () => Promise<TensorViews>): Disposable[] {
  const stops = new DebugStops();
  let opened: Promise<DebugTensors> | undefined;
  const open = async (): Promise<DebugTensors> => {
    const [{ DebugTensors: Tensors }, tabs] = await Promise.all([loadVariables(extension), views()]);
    return new Tensors(extension, tabs, stops);
  };
  return [
    stops,
    registerCommand('surprisal.viewVariable', async (given: unknown) => (await (opened ??= open())).view(given)),
    { dispose: () => void opened?.then((tensors) => tensors.dispose()) },
  ];
}
