import { env, type TextDocument, Uri, window, workspace } from 'vscode';
import * as v from 'valibot';
import type { ActiveText } from './activeText.js';
import { applyEdits } from './edit.js';
import { packed, placeLogger } from './pythonLogger.js';
import type { Services } from './services.js';
import { nameOf } from '../ports/files.js';
import * as notify from '../ports/notify.js';
import * as prompts from '../ports/prompts.js';
import { t } from '../ports/t.js';

/** The snippets that are packed, each with the framework that it is for. */
const frameworks = (): Record<string, string> => ({
  loop: t('Any loop of Python'),
  pytorch: 'PyTorch',
  sklearn: t('scikit-learn, partial_fit'),
  skorch: 'skorch',
  keras: 'Keras',
  lightning: 'Lightning',
  transformers: 'Hugging Face Transformers',
});

const Arguments = v.object({ framework: v.optional(v.string()) });

/** What was done: where the logger lies, and whether the snippet was written into a text. */
interface Placed {
  logger: string;
  inserted: boolean;
}

/** Puts the logger beside the Python file of the active editor, or into the folder that is open, and a snippet at the caret. */
export async function logRun(
  { extension }: Services,
  argument: unknown,
  active: ActiveText | undefined,
): Promise<Placed | undefined> {
  const given = v.safeParse(Arguments, argument);
  const named = Object.entries(frameworks());
  const wanted = given.success ? given.output.framework : undefined;
  const framework = named.find(([name]) => name === wanted)?.[0] ?? (await pick(named));
  if (framework === undefined) return undefined;
  const document = active?.origin.document;
  const script = document?.languageId === 'python' ? document : undefined;
  const folder =
    (script && folderOf(script)) ??
    (document && workspace.getWorkspaceFolder(document.uri)?.uri) ??
    workspace.workspaceFolders?.[0]?.uri ??
    (await prompts.openFolder(t('Where Your Script Lies'), t('Put the Logger Here')));
  const logger = folder && (await placeLogger(extension, folder));
  if (!logger) return undefined;
  const text = new TextDecoder().decode(await packed(extension, `snippets/${framework}.py`)).replaceAll('\r\n', '\n');
  const inserted = script !== undefined && (await insertAtCaret(script, text));
  void tell(logger, inserted, text);
  return { logger: logger.toString(), inserted };
}

async function pick(named: [name: string, title: string][]): Promise<string | undefined> {
  const items = named.map(([name, label]) => ({ label, name }));
  return (await prompts.pick(items, { title: t('Log a Run from Python'), placeHolder: t('What trains?') }))?.name;
}

/** Where a script of a file lies, a cell's with its notebook; undefined where it was never saved, or can't be written to. */
function folderOf({ uri }: TextDocument): Uri | undefined {
  const notebook = workspace.notebookDocuments.find((each) =>
    each.getCells().some(({ document }) => document.uri.toString() === uri.toString()),
  );
  const file = notebook?.uri ?? uri;
  const writable = file.scheme !== 'untitled' && workspace.fs.isWritableFileSystem(file.scheme) === true;
  return writable ? Uri.joinPath(file, '..') : undefined;
}

/** Writes lines at the caret, or below its line where something stands on it, as far in as that line is. */
async function insertAtCaret(document: TextDocument, text: string): Promise<boolean> {
  const editor = window.visibleTextEditors.find((each) => each.document === document);
  const line = document.lineAt(editor?.selection.active.line ?? document.lineCount - 1);
  const indent = line.text.slice(0, line.firstNonWhitespaceCharacterIndex);
  const lines = text.trimEnd().replaceAll(/\n(?!\n)/g, `\n${indent}`);
  const at = document.offsetAt(line.range.end);
  return applyEdits(document, [{ start: at, end: at, text: line.isEmptyOrWhitespace ? lines : `\n${indent}${lines}` }]);
}

function tell(logger: Uri, inserted: boolean, text: string): Promise<unknown> {
  if (inserted)
    return notify.info(
      t(
        '{0} is in {1}. Start your script, and its run is in the Surprisal view.',
        nameOf(logger),
        Uri.joinPath(logger, '..').path,
      ),
    );
  const words = t(
    '{0} lies ready. Copy the lines into your script beside it; its run is then in the Surprisal view.',
    logger.path,
  );
  return notify.info(words, [t('Copy the Lines'), () => env.clipboard.writeText(text)]);
}
