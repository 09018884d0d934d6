import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { answerWith, closeEditors, edit, hoversAt, open, textsOf } from './documents.js';
import { poll } from './until.js';

interface Link {
  command: string;
  argument: { target?: object; prediction?: object };
  /** What it says of the loss, where it does. */
  says?: string;
}

/** A text of every kind that a hover or a lens has links on. */
const TEXTS: [kind: string, language: string, content: string][] = [
  ['two distributions', 'json', '{"target": [0.1, 0.7, 0.2], "prediction": [0.1, 0.6, 0.3]}'],
  ['the prediction first', 'json', '{"y_pred": [0.1, 0.6, 0.3],\n "name": "a", "y_true": [0.1, 0.7, 0.2]}'],
  ['a class index and logits', 'json', '{"target": 1, "logits": [0.5, 2, -1]}'],
  ['a batch', 'json', '{"y_true": [1, 0],\n "y_pred": [[0.2, 0.8],\n  [0.6, 0.4]]}'],
  ['a batch of logits', 'jsonc', '{\n  // run 7\n  "labels": [0, 1], "logits": [[2, -1], [0.5, 3]],\n}'],
  ['records', 'jsonl', '{"target": [0, 1], "probs": [0.3, 0.7]}\n{"target": [1, 0], "probs": [0.6, 0.4]}\n'],
  ['Python', 'python', 'y_true = np.array([0, 1])\ny_pred = np.array([0.25, 0.75])\n'],
  ['TypeScript', 'typescript', 'const pair = { target: [0, 1], prediction: [0.25, 0.75] };\n'],
  ['a matrix', 'json', '{"w": [[1, 2, 3], [4, 5, 6]]}'],
  ['a print', 'log', 'p [0.1 0.7 0.2]\n'],
];

async function hoverLinks(document: vscode.TextDocument): Promise<Link[]> {
  const found = new Map<string, Link>();
  for (const { index } of document.getText().matchAll(/\[/g)) {
    for (const hover of await hoversAt(document, document.positionAt(index + 1))) {
      const text = textsOf(hover).join('\n');
      for (const [whole, command, argument] of text.matchAll(/\(command:(surprisal\.\w+)\?([^)]*)\)/g)) {
        const [given] = JSON.parse(decodeURIComponent(argument)) as [Link['argument']];
        found.set(whole, { command, argument: given });
      }
    }
  }
  return [...found.values()];
}

const follow = ({ command, argument }: Link) =>
  vscode.commands.executeCommand<{ error?: string; value?: number; kind?: string } | undefined>(command, {
    ...argument,
    show: false,
  });

describe('links of hovers and lenses', () => {
  before(() => vscode.workspace.getConfiguration('surprisal').update('codeLens.enabled', true, true));
  after(async () => {
    await vscode.workspace.getConfiguration('surprisal').update('codeLens.enabled', undefined, true);
    await closeEditors();
  });

  for (const [kind, language, content] of TEXTS)
    it(`D1 D4 D6 each leads to what it names: ${kind}`, async () => {
      const editor = await edit(content, language);
      const { document } = editor;
      // What is selected is none of a link's business.
      editor.selections = [new vscode.Selection(0, 0, 0, 5)];
      const links = await poll('links', async () => {
        const all = await hoverLinks(document);
        return all.length > 0 ? all : undefined;
      });
      const pairs = links.filter(({ command }) => command === 'surprisal.computeLoss');
      const isPair = /target|y_true|labels/.test(content);
      assert.equal(pairs.length > 0, isPair, JSON.stringify(links));
      const lenses = isPair
        ? await poll('lenses', async () => {
            const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
              'vscode.executeCodeLensProvider',
              document.uri,
              10,
            );
            return all.length > 0 ? all : undefined;
          })
        : [];
      for (const { command } of lenses)
        pairs.push({ command: command!.command, argument: command!.arguments![0] as object, says: command!.title });
      for (const link of [...links, ...pairs]) {
        const answer = await follow(link);
        assert.equal(answer?.error, undefined, `${link.command}: ${answer?.error}`);
        if (link.command !== 'surprisal.computeLoss') continue;
        assert.equal(typeof answer?.value, 'number', JSON.stringify(link));
        if (link.says) assert.match(link.says, new RegExp(answer!.value!.toFixed(6)));
      }
    });

  it('D1 one of an older text says that it has changed, and offers what is there now', async () => {
    const document = await open('{"target": [0, 1], "prediction": [0.3, 0.7]}');
    const [link] = (await hoverLinks(document)).filter(({ command }) => command === 'surprisal.computeLoss');
    const change = new vscode.WorkspaceEdit();
    const at = document.getText().indexOf('0.7');
    change.replace(document.uri, new vscode.Range(0, at, 0, at + 3), '0.5');
    await vscode.workspace.applyEdit(change);
    for (const [act, value] of [
      ['notifications.clearAll', undefined],
      ['notification.acceptPrimaryAction', '0.524911'],
    ] as const) {
      const given = await answerWith(Promise.resolve(follow(link)), 'notifications.focusToasts', act);
      assert.equal(given?.value?.toFixed(6), value, `${act}: ${JSON.stringify(given)}`);
    }
  });
});
