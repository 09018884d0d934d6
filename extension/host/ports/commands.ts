import { commands, type Disposable } from 'vscode';
import { attempt } from './notify.js';

/**
 * Registers a command of the manifest. What it throws is shown here, since VS Code would show it with its links live, and
 * given back as `error`, as the commands on numbers give back what they refuse.
 */
export const registerCommand = <A extends unknown[]>(id: string, work: (...given: A) => unknown): Disposable =>
  commands.registerCommand(id, (...given: A) =>
    attempt(
      id,
      () => work(...given),
      (error) => ({ error }),
    ),
  );
