import { commands, type Disposable } from 'vscode';
import { registerCommand } from '../ports/commands.js';
import { log } from '../ports/log.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';
import type { Form } from './form.js';
import type { RunQueue } from './runQueue.js';

/** Trains what the form holds, stops the run under way, and says what goes wrong. */
export const registerTrainCommands = (form: Form, queue: RunQueue, view: string): Disposable[] => [
  registerCommand('surprisal.train', async () => {
    await commands.executeCommand(`${view}.focus`);
    await queue.start(form.config);
  }),
  registerCommand('surprisal.stopTraining', () => queue.control('stop', form.config)),
  registerCommand('surprisal.showLog', () => log.show()),
  queue.onTrouble((message) => void notify.error(message, [t('Show Log'), log.show])),
  queue.onChange(() => void commands.executeCommand('setContext', 'surprisal.training', queue.run?.active === true)),
];
