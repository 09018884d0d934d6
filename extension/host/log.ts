import { type LogOutputChannel, window } from 'vscode';

/** The bundles that load late hold copies of this file; by this key they share the one channel. */
const key = Symbol.for('surprisal.log');
const shared = globalThis as { [key]?: LogOutputChannel };

/** The one log, made at its first line. It holds shapes and counts, never values or text of a file. */
export function log(): LogOutputChannel {
  return (shared[key] ??= window.createOutputChannel('Surprisal', { log: true }));
}

export function disposeLog(): void {
  shared[key]?.dispose();
  delete shared[key];
}
