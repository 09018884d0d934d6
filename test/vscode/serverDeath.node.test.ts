import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { all } from '../cases.js';
import { parentOf, pids, procOf } from '../processes.js';
import { closeEditors, hovered, open } from './documents.js';
import { poll, until } from './until.js';

/** At their sight the server dies, or answers no more; told before any server starts. */
const FATAL = '"end-the-server"';
const ENDLESS = '"hang-the-server"';
Object.assign(process.env, { SURPRISAL_FATAL_TEXT: FATAL, SURPRISAL_ENDLESS_TEXT: ENDLESS });

/** The language servers that this extension host has started. */
const servers = (): number[] =>
  pids()
    .filter((pid) => parentOf(pid) === String(process.pid) && procOf(pid, 'cmdline').includes('server.js'))
    .map(Number);
const served = (document: vscode.TextDocument): Promise<true> =>
  poll('a hover', async () => ((await hovered(document, '0.5')) ? true : undefined));

describe('language server that dies', () => {
  before(function () {
    if (process.platform !== 'linux') this.skip();
    return closeEditors();
  });
  after(closeEditors);

  it('F4 killed, the server comes back, and hovers answer again', async () => {
    const document = await open('{"p": [0.5, 0.5]}');
    await served(document);
    const [pid] = servers();
    assert(pid, 'no server runs');
    process.kill(pid, 'SIGKILL');
    await served(document);
    assert.notEqual(servers()[0], pid);
  });

  for (const { title, text } of [
    {
      title: 'F5 a document that ends the server twice is left alone, and others are served',
      text: FATAL,
    },
    {
      title: 'F33 S26 a document that hangs the server is left alone at once, and others are served',
      text: ENDLESS,
    },
  ])
    it(title, async function () {
      if (text === ENDLESS && !all) this.skip();
      const fine = await open('{"p": [0.5, 0.5]}');
      await served(fine);
      const [pid] = servers();
      const bad = await open(`{"probs": [0.5, 0.6], "x": ${text}}`);
      // Faults are looked for in the order of opening, so they come once the server has got past the one before.
      const later = await open('{"probs": [0.5, 0.6]}');
      const faults = () => vscode.languages.getDiagnostics(later.uri);
      const { onDidChangeDiagnostics } = vscode.languages;
      await until('faults of the document after it', onDidChangeDiagnostics, () => faults().length > 0);
      assert.equal(await hovered(bad, '0.5'), false);
      await served(fine);
      assert.equal(servers().length, 1);
      assert.notEqual(servers()[0], pid);
    });
});
