import { tuple } from '@surprisal/core';
import {
  CodeLens,
  type Disposable,
  type DocumentSelector,
  type Event,
  InlayHint,
  languages,
  Position,
  Range,
  type TextDocument,
} from 'vscode';
import type { PairLens, ShapeHint } from '../../protocol/language.js';
import type { Range as WireRange } from '../../protocol/range.js';
import { plain } from '../ports/plain.js';
import { t } from '../ports/t.js';
import { meanOver, measuredWith, valueText } from './kindWords.js';
import { pairLink } from './links.js';
import { fromRange } from './ranges.js';

interface Sources {
  hints(document: TextDocument, range: WireRange): Promise<ShapeHint[]>;
  lenses(document: TextDocument): Promise<PairLens[]>;
  /** Which of the two the settings ask for. */
  wanted(): { hints: boolean; lenses: boolean };
}

/** Shows shapes after arrays and losses above pairs, anew when `changed`. Both are off by default. */
export const showInline = (
  selector: DocumentSelector,
  changed: Event<void>,
  { hints, lenses, wanted }: Sources,
): Disposable[] => [
  languages.registerInlayHintsProvider(selector, {
    onDidChangeInlayHints: changed,
    provideInlayHints: async (document, range) =>
      wanted().hints ? (await hints(document, fromRange(range))).map(hint) : [],
  }),
  languages.registerCodeLensProvider(selector, {
    onDidChangeCodeLenses: changed,
    provideCodeLenses: async (document) =>
      wanted().lenses ? (await lenses(document)).map((pair) => lens(document, pair)) : [],
  }),
];

function hint({ position, shape, type }: ShapeHint): InlayHint {
  const made = new InlayHint(new Position(position.line, position.character), plain(`${type} ${tuple(shape)}`));
  made.paddingLeft = true;
  return made;
}

function lens(document: TextDocument, pair: PairLens): CodeLens {
  const { position, names, readings } = pair;
  const [reading] = readings;
  const place = new Range(position.line, position.character, position.line, position.character);
  return new CodeLens(place, {
    title: plain(t('{0} {1}, {2}', measuredWith(reading, names[1]), valueText(reading), meanOver(reading))),
    command: 'surprisal.computeLoss',
    arguments: [pairLink(document, pair, reading)],
  });
}
