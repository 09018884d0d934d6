import { MarkdownString, type Uri } from 'vscode';
import type { HoverAnswer, HoverData, HoverProblem, Range } from '../../protocol/language.js';
import { count, result } from '../numbers.js';
import { plainMarkdown } from '../ports/items.js';
import { t } from '../t.js';
import { arrayLines, pictureWords } from './arrayWords.js';

const DESCRIBE = 'surprisal.describeTensor';
const COMPUTE = 'surprisal.computeLoss';

/** Two contents: what the file says, escaped and without trust; and our own words, which may hold our links. */
export function hoverContents(answer: NonNullable<HoverAnswer>, uri: Uri): MarkdownString[] {
  if ('problem' in answer) return [plainMarkdown(problem(answer.problem))];
  const about = new MarkdownString();
  about.isTrusted = false;
  about.supportHtml = false;
  const { data } = answer;
  const lines = arrayLines(data, (text) => `**${text}**`);
  if (data.pair) {
    const { value, counted } = data.pair;
    lines.push(t('loss with its target **{0} nats**, {1} counted', result(value), count(counted)));
  }
  about.appendMarkdown(lines.join('  \n'));
  const ours = new MarkdownString();
  ours.isTrusted = { enabledCommands: [DESCRIBE, COMPUTE] };
  ours.supportHtml = false;
  ours.appendMarkdown(links(data, uri));
  if (data.picture) {
    const { uri: source, width, height } = data.picture;
    ours.appendMarkdown(`\n\n![${pictureWords(data)}](${source}|width=${width},height=${height})`);
  }
  return [about, ours];
}

function problem({ code, found, expected, at }: HoverProblem): string {
  const place = at ? t('Line {0}, column {1}: ', at.line + 1, at.character + 1) : '';
  const words = t('{0}{1}; expected {2}.', place, found, expected);
  if (code === 'limit') return t('{0} Select the array and run Surprisal: Describe Tensor.', words);
  return code === 'truncated'
    ? t('{0} Print the whole array: the dots stand for numbers that are not here.', words)
    : words;
}

function links({ range, pair }: HoverData, uri: Uri): string {
  const link = (title: string, command: string, argument: object): string => {
    const code = encodeURIComponent(JSON.stringify([argument])).replace(
      /[()']/g,
      (c) => `%${c.charCodeAt(0).toString(16)}`,
    );
    return `[${title}](command:${command}?${code})`;
  };
  const place = (at: Range) => ({ uri: uri.toString(), ranges: [at] });
  const made = [link(t('Describe'), DESCRIBE, place(range))];
  if (pair)
    made.push(link(t('Full loss'), COMPUTE, { ...place(pair.range), measure: pair.measure, options: pair.options }));
  return made.join(' · ');
}
