import { type LogOutputChannel, window } from 'vscode';
import { errorShape, textShape } from './errorShape.js';

/** The bundles that load late hold copies of this file; by this key they share the one channel. */
const key = Symbol.for('surprisal.log');
const shared = globalThis as { [key]?: LogOutputChannel };

/** Made at its first line. */
const channel = (): LogOutputChannel => (shared[key] ??= window.createOutputChannel('Surprisal', { log: true }));

/**
 * The one log. It holds shapes and counts, never values or text of a file: `what` is in our own words, and of an error it
 * takes no more than `errorShape`.
 */
const at =
  (level: 'debug' | 'info' | 'warn' | 'error') =>
  (what: string, ...errors: [unknown?]): void =>
    channel()[level]([what, ...errors.map(errorShape)].join(': '));

const WRITES = /^(trace|debug|info|warn|error|append|appendLine|replace)$/;

export const log = {
  debug: at('debug'),
  info: at('info'),
  warn: at('warn'),
  error: at('error'),
  show: (): void => channel().show(),

  /** A channel for a library that writes of its own accord: the log takes the shape of its lines. */
  of: (source: string): LogOutputChannel =>
    new Proxy(channel(), {
      get(of, name) {
        if (WRITES.test(String(name))) return (words: unknown) => of.info(`${source}: ${textShape(String(words))}`);
        const value: unknown = Reflect.get(of, name);
        return typeof value === 'function' ? (value.bind(of) as unknown) : value;
      },
    }),
};

export function disposeLog(): void {
  shared[key]?.dispose();
  delete shared[key];
}
