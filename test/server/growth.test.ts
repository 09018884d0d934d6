import assert from 'node:assert/strict';
import { enclosingArrays, findArray } from '@surprisal/core';
import type { LanguageSettings } from '../../extension/protocol/language.js';
import { hoverAt } from '../../extension/server/hoverAt.js';
import { diagnose } from '../../extension/server/diagnose.js';
import { fixArray } from '../../extension/server/fixes.js';
import { pairLenses, shapeHints } from '../../extension/server/hints.js';
import { IndexedDocument } from '../../extension/server/indexedDocument.js';
import { pairsAt } from '../../extension/server/meaning/pairs.js';
import { markArray } from '../../extension/server/markArray.js';
import { all, cases } from '../cases.js';
import { GALLERY } from './gallery.js';

const settings: LanguageSettings = { diagnostics: true, distributionKeys: ['*p*'], inlayHints: true, codeLens: true };

/** All that the server does with a document, in the order of a session. */
const WORK: Record<string, (document: IndexedDocument) => unknown> = {
  diagnose: (document) => diagnose(document, settings),
  'hover at the start': (document) => hoverAt(document, { line: 0, character: 12 }, 'dark'),
  'hover in the middle': (document) => hoverAt(document, middle(document), 'dark'),
  'hover at the end': (document) => hoverAt(document, document.positionAt(document.text.length - 1), 'dark'),
  hints: (document) => shapeHints(document, whole(document)),
  lenses: (document) => pairLenses(document),
  mark: (document) => markArray(document, middle(document), true, settings),
  pair: ({ index, text }) => pairsAt(index, text.length >> 1),
  normalise: (document) => fixArray(document, whole(document), 'normalise'),
  swap: (document) => fixArray(document, whole(document), 'swap'),
  'arrays around': ({ text, syntax }) => enclosingArrays(text, text.length >> 1, syntax),
  'array at': ({ text, syntax }) => findArray(text, text.length, syntax),
  'diagnose after a key': (document) => {
    const at = middle(document);
    IndexedDocument.update(document, [{ range: { start: at, end: at }, text: ' ' }], document.version + 1);
    return diagnose(document, settings);
  },
};

const middle = (document: IndexedDocument) => document.positionAt(document.text.length >> 1);
const whole = (document: IndexedDocument) => document.range({ start: 0, end: document.text.length });

/** Milliseconds of processor time, which others on the machine do not lengthen. */
function spent(work: () => unknown): number {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

/** Sizes as parts of the longest text that is served, up to all of it in a fuzz; a plain run takes the ends alone. */
const MEASURED = all ? [256, 128, 64, 32, 16] : [256, 32];
const PARTS = process.env.FUZZ_CASES === undefined ? MEASURED : [16, 8, 4, 2, 1];
/** What a size twice as large may take, and what of each time may be chance. */
const GROWTH = 2.5;
const CHANCE = 15;

function documentOf(language: string, write: (length: number) => string, part: number): IndexedDocument {
  const most = IndexedDocument.create('file:///x', language, 1, '').limit / part - 1;
  return IndexedDocument.create('file:///x', language, 1, write(most).slice(0, most));
}

/** What each kind of work takes at each size. */
function timesOf(language: string, write: (length: number) => string): Map<string, number[]> {
  const found = new Map<string, number[]>();
  // The first turn only warms up.
  for (const part of [PARTS[0], ...PARTS]) {
    const document = documentOf(language, write, part);
    for (const [title, work] of Object.entries(WORK)) {
      const times = found.get(title) ?? [];
      found.set(title, [...times, spent(() => work(document))]);
    }
  }
  for (const times of found.values()) times.shift();
  return found;
}

const isLinear = (times: readonly number[]): boolean =>
  times.every((time, i) => time + CHANCE <= (times[0] + CHANCE) * GROWTH ** Math.log2(PARTS[0] / PARTS[i]));

describe('work of the server', () => {
  for (const [language, texts] of Object.entries(GALLERY))
    for (const [name, write] of Object.entries(texts))
      it(`S14 S26 grows with the length of the text and no faster: ${language}, ${name}`, () => {
        const found = timesOf(language, write);
        // What the collector of garbage takes falls on one size or another, so the least of three turns counts.
        for (let turn = 1; turn < 3 && ![...found.values()].every(isLinear); turn++)
          for (const [title, times] of timesOf(language, write)) {
            const before = found.get(title)!;
            found.set(
              title,
              times.map((time, i) => Math.min(time, before[i])),
            );
          }
        for (const [title, times] of found)
          assert(
            isLinear(times),
            `${title} took ${times.map(Math.round).join(', ')} ms for 1/${PARTS.join(', 1/')} of the longest text`,
          );
      }).timeout(PARTS[0] > 16 ? 120_000 : 600_000);

  for (const name of [
    'arrays in one another, all with a key of ours',
    'objects in one another, each with a prediction',
  ])
    it(`S26 ends with the longest text that is served, or an eighth of it in a plain run: ${name}`, () => {
      const document = documentOf('json', GALLERY.json[name], cases(1, 8));
      for (const title of ['diagnose', 'hover in the middle', 'hints', 'lenses']) WORK[title](document);
    }).timeout(120_000);
});
