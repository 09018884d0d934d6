import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { heavy } from '../steps.js';
import { closeEditors, show } from './documents.js';

/** How often something is tried that another thread may be too fast for. */
const TRIES = 8;

interface Loss {
  value: number;
  counted: number;
}

/** `n` rows of ten numbers, as JSON. */
const rows = (n: number): string => {
  const row = `[${Array.from({ length: 10 }, (_, k) => (k === 3 ? '0.910000' : '0.010000')).join(', ')}]`;
  return `[${Array.from({ length: n }, () => row).join(',\n')}]`;
};

describe('large inputs', () => {
  const folder = (): vscode.Uri => vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0].uri, 'large');
  after(async () => {
    await closeEditors();
    await vscode.workspace.fs.delete(folder(), { recursive: true });
  });
  const file = async (name: string, text: string): Promise<vscode.Uri> => {
    const uri = vscode.Uri.joinPath(folder(), name);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    return uri;
  };
  /** Computes a measure of the lines of a file up to one of them, or of all that it holds. */
  const compute = <T = Loss>(measure: string, uri: vscode.Uri, line?: number): Thenable<T> => {
    const ranges = line !== undefined && [{ start: { line: 0, character: 0 }, end: { line, character: 30_000_000 } }];
    return vscode.commands.executeCommand<T>('surprisal.computeLoss', {
      measure,
      uri: uri.toString(),
      ...(ranges && { ranges }),
      show: false,
    });
  };
  /** Two batches of half a million numbers, in an editor. */
  let million: vscode.Uri;
  before(async () => {
    million = await file('million.json', `[${rows(50_000)},\n${rows(50_000)}]`);
    await show(await vscode.workspace.openTextDocument(million));
  });

  it('computes a selection of a million numbers, and the extension host answers meanwhile', async () => {
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 10);
    try {
      // A host that computed them itself would have none, however often.
      for (let i = 0; i < TRIES && ticks <= 3; i++) {
        ticks = 0;
        const loss = await compute('crossEntropy', million, 99_999);
        assert.equal(loss.counted, 50_000);
        assert(Math.abs(loss.value - 0.500_29) < 1e-4, String(loss.value));
      }
      assert(ticks > 3, `${ticks} ticks while it was computed`);
    } finally {
      clearInterval(ticking);
    }
  });

  it('a cancel in mid-run ends it at once, and the next one runs (U29)', async () => {
    // Where it is done before the cancel comes it is asked again.
    let given: unknown = null;
    for (let i = 0; i < TRIES && given !== undefined; i++) {
      const running = compute('earthMover', million, 99_999);
      await vscode.workspace.fs.stat(million);
      await vscode.commands.executeCommand('surprisal.cancelComputing');
      given = await running;
    }
    assert.equal(given, undefined);
    const small = await vscode.workspace.openTextDocument({ language: 'json', content: '[[0.5, 0.5], [0.5, 0.5]]' });
    assert.equal((await compute('crossEntropy', small.uri, 0)).value.toFixed(6), '0.693147');
  });

  heavy('the one asked for last wins', async () => {
    const first = compute('crossEntropy', million, 99_999);
    const second = compute('meanSquaredError', million, 99_999);
    assert.equal(await first, undefined);
    assert.equal((await second).value, 0);
  });

  heavy('F15 a file of 54 MB, which the editor does not hand over, is read from disk', async () => {
    const batch = rows(150_000);
    const text = `{"target": ${batch},\n "prediction": ${batch}}`;
    const uri = await file('huge.json', text.padEnd(54_000_000));
    assert.equal((await compute('crossEntropy', uri)).counted, 150_000);
  });

  heavy('S12 a selection above 20 MB is refused with the limit', async () => {
    const uri = await file('above.json', `[${'1,'.repeat(10_485_760)}1]`);
    const refused = await compute<{ code: string; error: string }>('entropy', uri, 0);
    assert.equal(refused.code, 'limit');
    assert.match(refused.error, /20,971,523 characters; expected at most 20,971,520/);
  });
});
