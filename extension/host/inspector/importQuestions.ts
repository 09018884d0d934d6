import type { PredictionChoices, PredictionQuestion } from '@surprisal/core';
import { type QuickPickItem, Uri } from 'vscode';
import { files, nameOf } from '../ports/files.js';
import * as prompts from '../ports/prompts.js';
import * as notify from '../ports/notify.js';
import { plural, t } from '../ports/t.js';

/** What is read, and as what. */
export interface ImportAnswers {
  uris: readonly Uri[];
  choices: PredictionChoices;
}

const DATA = ['json', 'jsonl', 'ndjson', 'csv', 'tsv', 'txt', 'npy', 'npz', 'gz'];

/** Asks a person what files alone do not tell; undefined where they turn away. */
export async function ask(question: PredictionQuestion, asked: ImportAnswers): Promise<ImportAnswers | undefined> {
  const { uris, choices } = asked;
  if (question.ask === 'file') {
    const more = await askFile(question.wanted, uris);
    return more && { uris: [...uris, ...more], choices };
  }
  const more = await askChoice(question, choices);
  return more && { uris, choices: { ...choices, ...more } };
}

async function askChoice(
  question: Exclude<PredictionQuestion, { ask: 'file' }>,
  { header }: PredictionChoices,
): Promise<PredictionChoices | undefined> {
  switch (question.ask) {
    case 'header': {
      const title = t('Is the first line of {0} names?', question.file);
      const first = await pick(title, [
        { label: t('Names of the columns'), description: question.first, value: true },
        { label: t('The first row of values'), description: question.first, value: false },
      ]);
      return first && { header: { ...header, [question.file]: first.value } };
    }
    case 'actual':
    case 'predicted':
    case 'scores': {
      const titles = {
        actual: t('Which are the actual labels?'),
        predicted: t('Which are the predictions?'),
        scores: t('Which are the scores of the classes?'),
      };
      const items = question.columns.map(({ id, sample }) => ({ label: id, description: sample, value: id }));
      const chosen = await pick(titles[question.ask], items);
      return chosen && { [question.ask]: chosen.value };
    }
    case 'scoreKind': {
      const chosen = await pick(
        t('What are the numbers of {0}?', question.column),
        [
          { label: t('Logits'), description: t('Scores before softmax'), value: 'logits' as const },
          { label: t('Probabilities'), description: t('Each row sums to 1'), value: 'probabilities' as const },
        ],
        question.because,
      );
      return chosen && { scoreKind: chosen.value };
    }
    case 'positive': {
      const items = question.classes.map((value) => ({ label: value, value }));
      const chosen = await pick(t('{0} is the probability of which class?', question.column), items);
      return chosen && { positive: chosen.value };
    }
    case 'classes':
      return askClasses(question.found, question.count);
    case 'normalize':
      return notify.error(question.because, [t('Divide by the Sums'), () => ({ normalize: true })]);
  }
}

interface Choice<T> extends QuickPickItem {
  value: T;
}
const pick = <T>(title: string, items: Choice<T>[], placeHolder?: string): Promise<Choice<T> | undefined> =>
  prompts.pick(items, { title, placeHolder, ignoreFocusOut: true });

/** Which class each score belongs to: in the order of the names, or as typed. */
async function askClasses(found: string[], count: number): Promise<PredictionChoices | undefined> {
  const title = t('Which class is each of the {0} scores of a row?', count);
  if (found.length === count) {
    const sorted = found.join(', ');
    const chosen = await pick(title, [
      {
        label: t('In the order of their names'),
        description: sorted,
        detail: t('As scikit-learn has them'),
        value: true,
      },
      { label: t('In another order…'), value: false },
    ]);
    if (!chosen) return undefined;
    if (chosen.value) return { classes: found };
  }
  const prompt = t('{0} names, with commas between them', count);
  const typed = await prompts.input({ title, prompt, value: found.join(', '), ignoreFocusOut: true }, (text) =>
    problemOf(split(text), found, count),
  );
  return typed === undefined ? undefined : { classes: split(typed) };
}

const split = (text: string): string[] => text.split(',').map((name) => name.trim());

function problemOf(names: string[], found: string[], count: number): string | undefined {
  if (names.length !== count) return plural(names.length, '{0} name; expected {1}', '{0} names; expected {1}', count);
  if (new Set(names).size < names.length || names.includes('')) return t('Each class once, and each with a name.');
  const missing = found.find((name) => !names.includes(name));
  return missing === undefined ? undefined : t('The label {0} is not among them.', missing);
}

/** A file that stands beside the first one, or any other. */
async function askFile(wanted: 'labels' | 'predictions', uris: readonly Uri[]): Promise<Uri[] | undefined> {
  const folder = Uri.joinPath(uris[0], '..');
  const taken = uris.map(nameOf);
  const names = (await files.list(folder)).filter(
    (name) => DATA.includes(name.slice(name.lastIndexOf('.') + 1).toLowerCase()) && !taken.includes(name),
  );
  const title = wanted === 'labels' ? t('Which file holds the actual labels?') : t('Which file holds the predictions?');
  const items: Choice<string | null>[] = names.sort().map((name) => ({ label: name, value: name }));
  const chosen = await pick(title, [...items, { label: t('Browse…'), value: null }], taken.join(', '));
  if (!chosen) return undefined;
  return chosen.value === null ? await pickFiles(title, folder) : [Uri.joinPath(folder, chosen.value)];
}

export const pickFiles = (title: string, from?: Uri): Thenable<Uri[] | undefined> =>
  prompts.open(title, t('Import'), { [t('Predictions')]: DATA, [t('All files')]: ['*'] }, { many: true, from });
