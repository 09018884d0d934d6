import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { cancellable } from '../../extension/host/ports/cancellable.js';
import { registerCommand } from '../../extension/host/ports/commands.js';
import * as items from '../../extension/host/ports/items.js';
import * as notify from '../../extension/host/ports/notify.js';
import * as prompts from '../../extension/host/ports/prompts.js';

/** What VS Code would make two links and an icon of, turned around, and longer than a message. */
const HOSTILE = `[x](command:y) [w](https://evil.test/) $(bug) \u202e\0${'long '.repeat(1000)}end`;
const { window } = vscode;

/** Every text in what was handed to VS Code, however deep. */
function textsIn(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  return Object.values(value).flatMap((each) => textsIn(each, seen));
}

describe('what is handed to VS Code to be shown', () => {
  let given: unknown[] = [];
  /** What the person chooses. */
  let answer: (given: unknown[]) => unknown = () => undefined;
  const taking = (...all: unknown[]): Promise<unknown> => Promise.resolve(answer((given = all)));
  /** A thing of VS Code that remembers what is set on it. */
  const thing = (): object => {
    const set: Record<string, unknown> = {};
    given = [set];
    return new Proxy(set, { get: (of, name) => of[String(name)] ?? (() => undefined) });
  };

  const taken = [
    'showInformationMessage',
    'showWarningMessage',
    'showErrorMessage',
    'showQuickPick',
    'showInputBox',
    'showOpenDialog',
    'showSaveDialog',
    'setStatusBarMessage',
    'withProgress',
  ] as const;
  const made = ['createQuickPick', 'createStatusBarItem'] as const;
  const kept = Object.fromEntries([...taken, ...made].map((name) => [name, window[name]]));
  before(() => {
    for (const name of taken) Object.assign(window, { [name]: taking });
    for (const name of made) Object.assign(window, { [name]: thing });
  });
  after(() => Object.assign(window, kept));
  beforeEach(() => {
    answer = () => undefined;
    given = [];
  });

  const line = { id: 'id', label: HOSTILE, description: HOSTILE, icon: 'graph', tooltip: [HOSTILE], kind: 'run', spoken: HOSTILE }; // prettier-ignore
  const label = { label: HOSTILE, description: HOSTILE, detail: HOSTILE };
  const doors: Record<string, () => unknown> = {
    'notify.info': () => notify.info(HOSTILE, ['Undo', () => undefined]),
    'notify.warn': () => notify.warn(HOSTILE),
    'notify.error': () => notify.error(HOSTILE),
    'notify.confirm': () => notify.confirm(HOSTILE, HOSTILE, ['Restore', () => undefined]),
    'notify.done': () => notify.done(HOSTILE),
    'notify.progress': () => notify.progress(HOSTILE, () => Promise.resolve()),
    'notify.attempt': () =>
      notify.attempt(
        'test',
        () => {
          throw new Error(HOSTILE);
        },
        () => undefined,
      ),
    'prompts.pick': () => prompts.pick([label], { title: HOSTILE, placeHolder: HOSTILE }),
    'prompts.list': () => {
      Object.assign(prompts.list(), { title: HOSTILE, placeholder: HOSTILE, items: [label] });
    },
    'prompts.input': () =>
      prompts.input({ title: HOSTILE, prompt: HOSTILE, placeHolder: HOSTILE, value: 'as it is' }, () => HOSTILE),
    'prompts.open': () => prompts.open('Open', 'Open', { Data: ['csv'] }),
    'prompts.openFolder': () => prompts.openFolder('Open', 'Open'),
    'prompts.save': () => prompts.save('Save', { Data: ['csv'] }, 'run.csv'),
    'items.plainMarkdown': () =>
      (given = [items.plainMarkdown(HOSTILE).value.replaceAll('\\', '').replaceAll('&nbsp;', ' ')]),
    'items.decoration': () => {
      items.decoration('surprisal.surprise1Background', 'surprisal.surpriseUnderline', 'dotted').dispose();
      given = ['none'];
    },
    'items.treeItem': () => (given = [items.treeItem(line)]),
    'items.treeOf': () => (given = ['none']),
    'items.StatusItem': () =>
      new items.StatusItem('id', vscode.StatusBarAlignment.Left, 1, 'name', 'command').show({
        text: HOSTILE,
        tooltip: [HOSTILE, HOSTILE],
        spoken: HOSTILE,
      }),
  };

  it('is plain, through every door there is (S22)', async () => {
    const there = Object.entries({ notify, prompts, items }).flatMap(([name, port]) =>
      Object.keys(port).map((key) => `${name}.${key}`),
    );
    assert.deepEqual(Object.keys(doors).sort(), there.sort(), 'each door has its test');
    for (const [name, go] of Object.entries(doors)) {
      given = [];
      await go();
      const texts = textsIn(given);
      assert(texts.length > 0, `${name} handed over nothing`);
      for (const text of texts) {
        assert.doesNotMatch(text, /\]\(|\$\(|\u202e|\0/, name);
        assert(text.length <= 1001 && (text.length < 100 || /…[long ]+end/.test(text)), `${name}: ${text.length}`);
      }
    }
  });

  it('holds no address that Markdown would make a link of (S22)', () => {
    const { value } = items.plainMarkdown('https://evil.test/ www.evil.test a@evil.test');
    assert.doesNotMatch(value, /:\/\/|www\.|@e/);
  });

  it('gives the item that was chosen as it was, and what was typed (S22)', async () => {
    const item = { ...label, value: HOSTILE };
    answer = ([shown]) => (shown as unknown[])[0];
    assert.equal(await prompts.pick([item], {}), item);
    await prompts.input({ value: HOSTILE }, () => HOSTILE);
    const [{ value, validateInput }] = given as [vscode.InputBoxOptions];
    assert.equal(value, HOSTILE);
    assert.match((await validateInput?.('typed')) as string, /^\[x\]\u2060\(command:y\)/);
  });

  it('tells what a button or a command throws, and the caller can know (S22)', async () => {
    const fails = (): never => {
      throw new Error(HOSTILE);
    };
    const told: unknown[] = [];
    answer = ([message, undo]) => {
      told.push(message);
      return undo;
    };
    assert.equal(await notify.info('done', ['Undo', fails]), undefined);
    assert.deepEqual([told.length, told[0]], [2, 'done']);
    const command = registerCommand('surprisal.test', fails);
    const turned = registerCommand('surprisal.test.turned', () => {
      throw new vscode.CancellationError();
    });
    try {
      const { error } = await vscode.commands.executeCommand<{ error: string }>('surprisal.test');
      assert.equal(error, told[2]);
      assert.match(error, /^\[x\]\u2060\(command:y\)/);
      assert.equal(await vscode.commands.executeCommand('surprisal.test.turned'), undefined);
      assert.equal(told.length, 3);
    } finally {
      command.dispose();
      turned.dispose();
    }
  });

  it('names the file that is being read (S22)', async () => {
    let end: (() => void) | undefined;
    const reading = new Promise<void>((resolve) => (end = resolve));
    const shown = new Promise<string>((resolve) => {
      answer = ([options]) => resolve((options as vscode.ProgressOptions).title ?? '');
    });
    const read = cancellable('[x](command:y).csv', reading);
    assert.equal(await shown, 'Reading [x]\u2060(command:y).csv');
    end?.();
    await read;
  });
});
