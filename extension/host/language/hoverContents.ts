import { MarkdownString, type TextDocument } from 'vscode';
import type { HoverAnswer, HoverData, HoverProblem } from '../../protocol/language.js';
import type { Position, Range } from '../../protocol/range.js';
import type { PrintFacts } from '../../protocol/report.js';
import type { TokenFacts } from '../../protocol/tokens.js';
import { commandLink, trusted } from '../ports/commandLinks.js';
import { plainMarkdown } from '../ports/items.js';
import { t } from '../ports/t.js';
import { arrayLines, pictureWords, tableWords } from './arrayWords.js';
import { fullWords, meanOver, measuredOf, measuredWith, sidesText, valueText } from './kindWords.js';
import { pairLink, versionOf } from './links.js';
import { confusionLines, printLines } from './reportWords.js';
import { tokenLines, tokenTexts } from './tokenWords.js';

const DESCRIBE = 'surprisal.describeTensor';
const COMPUTE = 'surprisal.computeLoss';
const OPEN = 'surprisal.openConfusion';
const TINT = 'surprisal.tintTokens';

/** Two contents: what the file says, escaped and without trust; and our own words, which may hold our links. */
export function hoverContents(answer: NonNullable<HoverAnswer>, document: TextDocument): MarkdownString[] {
  if ('problem' in answer) return [plainMarkdown(problem(answer.problem))];
  if ('print' in answer)
    return [...printLines(answer.print).map((line) => plainMarkdown(line)), ...printLinks(answer.print, document)];
  if ('tokens' in answer) return tokenContents(answer.tokens, document);
  const { data } = answer;
  const about = new MarkdownString();
  if (data.table) about.appendMarkdown(`${plainMarkdown(tableWords(data.table)).value}  \n`);
  const all = arrayLines(data, (text) => `**${text}**`);
  // Statistics of the cells of a matrix say nothing, and would push its picture out of sight.
  const lines = data.confusion?.certain ? all.slice(0, 1) : all;
  if (data.confusion) lines[data.confusion.certain ? 'unshift' : 'push'](...confusionLines(data.confusion));
  about.appendMarkdown(lines.join('  \n'));
  for (const { target, prediction, names, readings } of data.pairs) {
    const side = [target, prediction].findIndex((each) => isSame(each, data.range));
    for (const reading of readings) {
      const of = side < 0 ? measuredOf(reading, names) : measuredWith(reading, names[1 - side]);
      about.appendMarkdown(`  \n${plainMarkdown(of).value}`);
      about.appendMarkdown(t(' **{0}**, {1} ({2})', valueText(reading), meanOver(reading), sidesText(reading)));
    }
  }
  const ours = trusted(links(data, document), DESCRIBE, COMPUTE, OPEN);
  if (data.confusion) ours.appendMarkdown(` · ${matrixLinks(data.range.start, document, data.confusion.rows)}`);
  if (data.picture) {
    const { uri: source, width, height } = data.picture;
    ours.appendMarkdown(`\n\n![${pictureWords(data)}](${source}|width=${width},height=${height})`);
  }
  return [about, ours];
}

const isSame = (a: Range, b: Range): boolean =>
  a.start.line === b.start.line && a.start.character === b.start.character;

function problem({ code, found, expected, at }: HoverProblem): string {
  const place = at ? t('Line {0}, column {1}: ', at.line + 1, at.character + 1) : '';
  const words = t('{0}{1}; expected {2}.', place, found, expected);
  if (code === 'limit') return t('{0} Select the array and run Surprisal: Describe Tensor.', words);
  return code === 'truncated'
    ? t('{0} Print the whole array: the dots stand for numbers that are not here.', words)
    : words;
}

/** What is said of log-probabilities of tokens: in numbers, then by their text, then where to go from there. */
function tokenContents(tokens: TokenFacts, document: TextDocument): MarkdownString[] {
  const about = new MarkdownString(tokenLines(tokens, (text) => `**${text}**`).join('  \n'));
  const texts = tokenTexts(tokens);
  const made = [commandLink(t('Table by token'), DESCRIBE, { ...versionOf(document), ranges: [tokens.range] })];
  if (tokens.kind === 'tokens') made.push(commandLink(t('Tint by surprise'), TINT, { uri: document.uri.toString() }));
  return [about, ...(texts.length > 0 ? [plainMarkdown(...texts)] : []), trusted(made.join(' · '), DESCRIBE, TINT)];
}

/** Links to the inspector: one if the names give the orientation, else one for each orientation. */
function matrixLinks(position: Position, document: TextDocument, known: 'actual' | 'predicted' | null): string {
  const open = (title: string, rows: 'actual' | 'predicted'): string =>
    commandLink(title, OPEN, { ...versionOf(document), position, rows });
  if (known) return open(t('Open in Inspector'), known);
  return [open(t('Open in Inspector'), 'actual'), open(t('Open transposed'), 'predicted')].join(' · ');
}

function printLinks(print: PrintFacts, document: TextDocument): MarkdownString[] {
  const counted = print.kind === 'report' && print.counted ? { rows: 'actual' as const } : null;
  const confusion = counted ?? ('confusion' in print ? print.confusion : null);
  if (!confusion) return [];
  return [trusted(matrixLinks(print.range.start, document, confusion.rows), OPEN)];
}

function links({ range, pairs }: HoverData, document: TextDocument): string {
  const made = [commandLink(t('Describe'), DESCRIBE, { ...versionOf(document), ranges: [range] })];
  for (const pair of pairs)
    for (const reading of pair.readings)
      made.push(commandLink(fullWords(reading.measure), COMPUTE, pairLink(document, pair, reading)));
  return made.join(' · ');
}
