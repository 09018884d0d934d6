import * as v from 'valibot';
import { env, Position, Selection, type TextDocument, window, workspace, WorkspaceEdit } from 'vscode';
import type { EditAnswer } from '../../protocol/answers.js';
import type { EditOperation } from '../../protocol/compute.js';
import { nameOf } from '../ports/files.js';
import * as prompts from '../ports/prompts.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';
import { type Input, readInput, placeArguments } from './readInput.js';
import type { ActiveText } from './activeText.js';
import { asRead, rangeIn } from './place.js';
import { report, type RefusalReport } from './refusal.js';
import type { Services } from './services.js';

const outputs = ['replace', 'append', 'copy'] as const;
type Output = (typeof outputs)[number];

const Arguments = v.object({
  ...placeArguments,
  output: v.optional(v.picklist(outputs)),
  alpha: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  /** What becomes of logarithms of 0. */
  zeros: v.optional(v.picklist(['keep', 'epsilon'])),
  classes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e6))),
});

const LAST = 'surprisal.lastOutput';
const ALPHA = 'surprisal.lastAlpha';

/** What an edit gives back: the new text of each array. */
export interface EditReport {
  output: Output;
  texts: string[];
}

/** A command that rewrites what is selected: in its place, on a new line below, or to the clipboard. */
export const editing =
  (operation: EditOperation) =>
  async (
    services: Services,
    argument: unknown,
    active?: ActiveText,
  ): Promise<EditReport | RefusalReport | undefined> => {
    const given = v.parse(Arguments, argument ?? {});
    const input = await readInput(services, given, active);
    if (!input) return undefined;
    const alpha = given.alpha ?? (operation === 'smooth' ? await askAlpha(services) : 0);
    if (alpha === undefined) return undefined;
    const output = operation === 'swap' ? 'replace' : (given.output ?? (await askOutput(services)));
    if (!output) return undefined;
    const ask = { kind: 'edit', operation, alpha, classes: given.classes ?? null } as const;
    let answer = await services.compute(input, ask, given.swapped);
    if (answer?.kind === 'edit' && answer.infinite > 0) {
      const zeros = await zerosOf(input, answer.infinite, given.zeros);
      answer = zeros && (await services.compute(input, { ...ask, ...zeros }, given.swapped));
    }
    if (!answer) return undefined;
    if (answer.kind === 'refusal') return report(input, answer);
    const document = asRead(input.origin);
    if (output === 'copy') await env.clipboard.writeText(answer.texts.join('\n'));
    else if (!document) {
      void notify.info(t('{0} has changed since; nothing was edited.', input.origin.name));
      return undefined;
    } else if (!(await applyEdits(document, output === 'replace' ? answer.edits : appended(document, answer))))
      return undefined;
    return { output, texts: answer.texts };
  };

/** Each new array on a line of its own under the old one. */
function appended(document: TextDocument, { edits }: EditAnswer): EditAnswer['edits'] {
  return edits.map(({ end, text }) => {
    const line = document.lineAt(document.positionAt(end).line);
    const indent = line.text.slice(0, line.firstNonWhitespaceCharacterIndex);
    const at = document.offsetAt(new Position(line.lineNumber, line.text.length));
    return { start: at, end: at, text: `\n${indent}${text}` };
  });
}

/** One step of undo, from the last place to the first; the selections hold what they held. */
export async function applyEdits(document: TextDocument, edits: EditAnswer['edits']): Promise<boolean> {
  const done = await write(document, edits);
  if (!done) void notify.info(t('Nothing was written: {0} can only be looked at.', nameOf(document.uri)));
  return done;
}

async function write(document: TextDocument, edits: EditAnswer['edits']): Promise<boolean> {
  const editor = window.visibleTextEditors.find((visible) => visible.document === document);
  const ordered = [...edits].sort((a, b) => b.start - a.start);
  if (!editor) {
    const edit = new WorkspaceEdit();
    for (const part of ordered) edit.replace(document.uri, rangeIn(document, part), part.text);
    return workspace.applyEdit(edit);
  }
  const offsets = editor.selections.map(({ anchor, active }) => [anchor, active].map((at) => document.offsetAt(at)));
  const done = await editor.edit((builder) => {
    for (const part of ordered) builder.replace(rangeIn(document, part), part.text);
  });
  if (done)
    editor.selections = offsets.map((selection) => {
      const [anchor, active] = selection.map((offset) => document.positionAt(moved(offset, edits)));
      return new Selection(anchor, active);
    });
  return done;
}

/** Where an offset lies after the edits: at the same distance from the start of the array it stood in, or at its end. */
function moved(offset: number, edits: EditAnswer['edits']): number {
  let shift = 0;
  for (const { start, end, text } of edits) {
    if (end > offset || start === offset)
      return start < offset ? Math.min(offset, start + text.length) + shift : offset + shift;
    shift += text.length - (end - start);
  }
  return offset + shift;
}

/** How a language writes the logarithm of 0; of one that is not here nothing is known against `-Infinity`. */
const INFINITE: Record<string, string> = {
  python: "float('-inf')",
  r: '-Inf',
  julia: '-Inf',
  yaml: '-.inf',
  matlab: '-Inf',
};
/** Languages that write it only with a call, or not at all: the person is asked. */
const ASKS = ['json', 'jsonc', 'jsonl', 'python'];
const EPSILON = 1e-15;

/** What becomes of the logarithms of 0; undefined where nothing is to be written. */
async function zerosOf(
  { origin: { document, text } }: Input,
  found: number,
  given: 'keep' | 'epsilon' | undefined,
): Promise<{ epsilon?: number; infinite?: string } | undefined> {
  const language = document?.languageId ?? 'json';
  const infinite = language === 'python' && /\bnp\./.test(text) ? '-np.inf' : (INFINITE[language] ?? '-Infinity');
  const written = { label: t('Write {0}', infinite), zeros: { infinite } };
  const added = { label: t('Add {0} before the logarithm', EPSILON), zeros: { epsilon: EPSILON } };
  if (given || !ASKS.includes(language)) return (given === 'epsilon' ? added : written).zeros;
  if (language !== 'python') written.label = t('Write {0}, which JSON does not have', infinite);
  const title = found === 1 ? t('The logarithm of 0 is infinite') : t('{0} logarithms of 0 are infinite', found);
  return (await prompts.pick([added, written], { title, placeHolder: t('What should stand there?') }))?.zeros;
}

async function askOutput({ memory }: Services): Promise<Output | undefined> {
  const last = memory.get<Output>(LAST, 'replace');
  const labels: Record<Output, string> = {
    replace: t('Replace the numbers'),
    append: t('Append on a new line'),
    copy: t('Copy to the clipboard'),
  };
  const ordered = [last, ...outputs.filter((output) => output !== last)];
  const items = ordered.map((output) => ({ label: labels[output], output }));
  const chosen = await prompts.pick(items, { placeHolder: t('Where should the result go?') });
  if (chosen) await memory.update(LAST, chosen.output);
  return chosen?.output;
}

async function askAlpha({ memory }: Services): Promise<number | undefined> {
  const text = await prompts.input(
    {
      title: t('Smooth Labels'),
      prompt: t('The share of each target that is spread over all classes, from 0 to 1'),
      value: String(memory.get<number>(ALPHA, 0.1)),
    },
    (value) => (isShare(value) ? undefined : t('A number from 0 to 1, such as 0.1')),
  );
  if (text === undefined) return undefined;
  await memory.update(ALPHA, Number(text));
  return Number(text);
}

const isShare = (text: string): boolean => text.trim() !== '' && Number(text) >= 0 && Number(text) <= 1;
