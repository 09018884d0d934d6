import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { PageChannel } from '../../extension/host/pages/page.js';
import { Thread } from '../../extension/host/train/thread.js';
import { heavy } from '../steps.js';

describe('the watch on a thread', () => {
  heavy('counts heartbeats, not hours: a clock that jumps ends nothing (F23)', async () => {
    const lost: string[] = [];
    let beats = 0;
    let beaten: (() => void) | undefined;
    const heartbeat = (): void => {
      beats++;
      beaten?.();
    };
    const next = (): Promise<void> => new Promise((done) => (beaten = done));
    const now = Date.now.bind(Date);
    const extension = vscode.extensions.getExtension('surprisal.surprisal');
    assert(extension);
    const thread = new Thread(extension.extensionUri, { heartbeat }, ({ message }) => lost.push(message));
    try {
      await next();
      Date.now = () => now() + 8 * 3_600_000;
      await next();
      Date.now = () => now() - 8 * 3_600_000;
      await next();
      assert.deepEqual(lost, []);
      assert(beats >= 3);
    } finally {
      Date.now = now;
      thread.dispose();
    }
  });
});

describe('a page that is gone', () => {
  it('swallows what is sent to it (F26)', async () => {
    const { One } = vscode.ViewColumn;
    const panel = vscode.window.createWebviewPanel('surprisal.test', 'Test', One, { enableScripts: true });
    const channel = new PageChannel<Record<never, never>, { told: number }>(panel.webview, {}, {});
    const complaints: unknown[] = [];
    const complain = (reason: unknown): void => void complaints.push(reason);
    process.on('unhandledRejection', complain);
    try {
      const gone = new Promise<void>((done) => {
        panel.onDidDispose(() => done());
      });
      panel.dispose();
      await gone;
      for (let i = 0; i < 100; i++) channel.send('told', i);
      // An answer of the window comes after all that was sent.
      await vscode.env.clipboard.readText();
      await new Promise(setImmediate);
      assert.deepEqual(complaints, []);
    } finally {
      process.off('unhandledRejection', complain);
      channel.dispose();
    }
  });
});
