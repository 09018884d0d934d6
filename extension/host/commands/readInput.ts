import { limits, syntaxOfLanguage, type Syntax, type TextRange } from '@surprisal/core';
import * as v from 'valibot';
import { CancellationError, FileSystemError, TabInputText, type TextDocument, Uri, window, workspace } from 'vscode';
import type { Question } from '../../protocol/compute.js';
import { toRange } from '../language/ranges.js';
import { cancellable } from '../ports/cancellable.js';
import { files, nameOf } from '../ports/files.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';
import { type ActiveText, originOf } from './activeText.js';
import { offsetsIn, type Origin } from './place.js';
import type { TextChanges } from './textChanges.js';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const position = v.object({ line: count, character: count });
const range = v.object({ start: position, end: position });

/** What every command on numbers takes from a key binding, a task or a test; what is left out comes from the editor. */
export const placeArguments = {
  uri: v.optional(v.string()),
  ranges: v.optional(v.array(range)),
  swapped: v.optional(v.boolean(), false),
  /** What a link names: the pair that it was made for, in the text of this version. */
  version: v.optional(count),
  target: v.optional(range),
  prediction: v.optional(range),
};

type PlaceArguments = v.InferOutput<v.ObjectSchema<typeof placeArguments, undefined>>;

/** The numbers that a command is asked about. */
export interface Input {
  origin: Origin;
  fromDisk: boolean;
  syntax: Syntax;
  selections: TextRange[];
  caret: number;
  pair?: Question['pair'];
}

/** A file beyond this is not handed over by the editor; the command reads it from disk. */
const EDITOR_LIMIT = 50 * 2 ** 20;

/**
 * Reads what is selected, or the file that is named; undefined, with a word to the person, where there is none, and where
 * the person turned away from what took long.
 */
export async function readInput(
  { changes }: { changes: TextChanges },
  argument: PlaceArguments,
  active?: ActiveText,
): Promise<Input | undefined> {
  try {
    return await read(changes, argument, active);
  } catch (error) {
    if (error instanceof CancellationError) return undefined;
    throw error;
  }
}

async function read(
  changes: TextChanges,
  { uri, ranges, version, target, prediction }: PlaceArguments,
  active?: ActiveText,
): Promise<Input | undefined> {
  const file = uri === undefined ? active?.origin.uri : Uri.parse(uri, true);
  if (!file) return inputFromTab(changes);
  const own = active?.origin.uri.toString() === file.toString() ? active : undefined;
  const document = own?.origin.document ?? (await cancellable(nameOf(file), openOrNull(file)));
  if (!document) return inputFromDisk(file);
  if (version !== undefined && version !== document.version)
    return notify.info(
      t('{0} has changed since this link was made, so what it led to may stand elsewhere.', nameOf(file)),
      [
        t('Compute What Is There Now'),
        () => {
          const start = (prediction ?? ranges?.[0])?.start;
          return read(changes, { uri, ranges: start && [{ start, end: start }], swapped: false });
        },
      ],
    );
  const named = target ? [] : ranges?.map((place) => offsetsIn(document, toRange(place)));
  const all = [...(named ?? own?.selections ?? [])].sort((a, b) => a.start - b.start);
  const selected = all.filter(({ start, end }) => end > start);
  // Several carets with nothing selected stand for what is around each.
  const selections = selected.length === 0 && all.length > 1 ? all : selected;
  return {
    origin: (named ? undefined : own?.origin) ?? originOf(changes, document),
    fromDisk: false,
    syntax: syntaxOfLanguage(document.languageId, document.uri.path),
    selections: separate(selections),
    caret: named?.length ? all[0].start : (own?.caret ?? 0),
    pair: target &&
      prediction && {
        target: offsetsIn(document, toRange(target)),
        prediction: offsetsIn(document, toRange(prediction)),
      },
  };
}

/** Overlapping selections are one. */
function separate(sorted: TextRange[]): TextRange[] {
  return sorted.filter(({ start }, i) => i === 0 || start >= sorted[i - 1].end);
}

async function openOrNull(uri: Uri): Promise<TextDocument | null> {
  const size = await files.size(uri).catch((error: unknown) => {
    // What is wrong with it is said when it is opened; a pipe or a device must not be.
    if (error instanceof FileSystemError) return 0;
    throw error;
  });
  return size > EDITOR_LIMIT ? null : workspace.openTextDocument(uri);
}

/** An editor over a very large file has no document for us, but its tab says which file it is. */
async function inputFromTab(changes: TextChanges): Promise<Input | undefined> {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof TabInputText)) {
    void notify.info(t('No numbers to read: open a file and put the caret in an array.'));
    return undefined;
  }
  const { size } = await cancellable(nameOf(input.uri), workspace.fs.stat(input.uri));
  if (size <= EDITOR_LIMIT) return read(changes, { uri: input.uri.toString(), swapped: false });
  const megabytes = Math.round(size / 1e6);
  return notify.info(
    t(
      '{0} has {1} MB, more than the editor hands over (50 MB). The whole file can be read from disk.',
      nameOf(input.uri),
      megabytes,
    ),
    [t('Read From Disk'), () => inputFromDisk(input.uri)],
  );
}

async function inputFromDisk(uri: Uri): Promise<Input> {
  const bytes = await cancellable(nameOf(uri), files.read(uri));
  if (bytes.length > limits.text)
    throw new Error(
      t('{0} has {1} MB; expected at most {2}.', nameOf(uri), Math.round(bytes.length / 1e6), limits.text / 2 ** 20),
    );
  const text = new TextDecoder().decode(bytes);
  return {
    origin: { uri, name: nameOf(uri), document: null, version: 0, text, now: () => null },
    fromDisk: true,
    syntax: 'json',
    selections: [{ start: 0, end: text.length }],
    caret: 0,
  };
}
