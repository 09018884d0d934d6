import assert from 'node:assert/strict';
import { filesUnder, read } from './tree.js';

/** What VS Code shows of the host in words, but for the ports, which make it plain. */
const sources = filesUnder('extension/host', '.ts').filter((file) => !file.startsWith('extension/host/ports/'));
const code = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|(?:^|\s)\/\/.*$/gm, '');

/** Of `window` and `commands`: what shows no words, or only those of a page. */
const WORDLESS = /^(on[A-Z]\w*|active\w+|visible\w+|tabGroups|showTextDocument|registerWebview\w+|executeCommand)$/;
const MEMBER = /(?<![/.])\b(?:window|commands)\s*(?:\?\.|\.|\[\s*['"`])\s*(\w+)/g;
const PASSED = /[=(]\s*(?:window|commands)\s*[;)]|import \* as \w+ from 'vscode'/;
/** Things of VS Code whose texts it reads as more than text. */
const MADE = /\bnew (TreeItem|MarkdownString|CodeLens)\b/g;
/** Where they hold none of a file, and where tabs are opened. */
const MAKERS: Record<string, string[]> = {
  'extension/host/language/hoverContents.ts': ['MarkdownString'],
  'extension/host/language/inline.ts': ['CodeLens'],
  'extension/host/pages/panel.ts': ['createWebviewPanel'],
  'extension/host/tensor/lateTensors.ts': ['registerCustomEditorProvider'],
  'extension/host/tensor/tensorHover.ts': ['MarkdownString'],
};

/** What in a source goes past the ports. */
function past(file: string, text: string): string[] {
  const source = code(text);
  const mayMake = (name: string): boolean => (MAKERS[file] ?? []).includes(name);
  const members = [...source.matchAll(MEMBER)].map(([, name]) => name).filter((name) => !WORDLESS.test(name));
  const made = [...source.matchAll(MADE)].map(([, name]) => name);
  const titles = [...source.matchAll(/\b(?:tab|place|view)\.title =(?!\s*plain\()[^;]*/g)].map(([found]) => found);
  const opened = mayMake('createWebviewPanel')
    ? (/createWebviewPanel\(\s*\w+,(?!\s*plain\()[^,]*/.exec(source) ?? [])
    : [];
  return [
    ...[...members, ...made].filter((name) => !mayMake(name)),
    ...titles,
    ...opened,
    ...(PASSED.exec(source) ?? []),
  ];
}

/** What a line of the log may name beside our own words: who, which of ours, and how many. */
const NAMED =
  /^(?:[\w.]*\.)?(?:id|status|kernel|weightsHash|trainCount|parameters|length|dropped|rejected|patience)$|^(?:id|name|method|reason|step|weight|most|LABELS_FILE)$/;

/** What lines of the log in a source say of a file. */
const logged = (text: string): string[] =>
  [...code(text).matchAll(/\blog\.(?:debug|info|warn|error)\(\s*(`[^`]*`|'[^']*'|[^,)]*)/g)]
    .map(([, what]) => what)
    .flatMap((what) => (/^[`']/.test(what) ? [...what.matchAll(/\$\{([^}]*)\}/g)].map(([, name]) => name) : [what]))
    .filter((name) => !NAMED.test(name));

describe('the doors of the host', () => {
  it('no words reach VS Code but through the ports (S22)', () => {
    assert(sources.length > 50);
    for (const file of sources) assert.deepEqual(past(file, read(file)), [], file);
  });

  it('the reader of it sees what goes past', () => {
    for (const wrong of [
      "void window.showErrorMessage('x');",
      "window['showQuickPick']([]);",
      'const { showInputBox } = window;',
      "commands.registerCommand('x', work);",
      'window.withProgress(options, work);',
      'new TreeItem(title);',
      'new MarkdownString(text);',
      'tab.title = subject.title;',
      'window.createWebviewPanel(type, plain(title), column);',
      "import * as vscode from 'vscode';",
    ])
      assert.equal(past('a.ts', wrong).length, 1, wrong);
    const door = 'extension/host/pages/panel.ts';
    assert.equal(past(door, 'window.createWebviewPanel(type, title, column);').length, 1);
    assert.deepEqual(past(door, 'window.createWebviewPanel(type, plain(title), column);'), []);
    assert.deepEqual(past('a.ts', "window.onDidChangeTextEditorSelection(hear); // of window.showInputBox\ntab.title = plain(x);"), []); // prettier-ignore
  });

  it('the log names who and how many, and never what went wrong in its own words (S21)', () => {
    const lines = sources.filter((file) => /\blog\.\w+\(/.test(read(file)));
    assert(lines.length > 5);
    for (const file of sources) assert.deepEqual(logged(read(file)), [], file);
    for (const wrong of ['log.error(`runs: ${words(error)}`)', 'log.info(message)', 'log.warn(`${run.title}: late`)'])
      assert.equal(logged(wrong).length, 1, wrong);
    assert.deepEqual(logged("log.error(`${run.id}: not written`, error); log.warn('late')"), []);
  });
});
