import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { KEYS } from '../../extension/protocol/language.js';
import { matches } from '../../extension/server/glob.js';
import { DistributionKeys } from '../../extension/server/partFaults.js';

/** What a pattern means, a row of the table for each of its characters. */
function reference(glob: string, text: string): boolean {
  let ends = [true, ...Array.from({ length: text.length }, () => false)];
  for (const character of glob.split(''))
    ends = ends.map((_, at) =>
      character === '*'
        ? ends.slice(0, at + 1).some((reached) => reached)
        : at > 0 && ends[at - 1] && text[at - 1] === character,
    );
  return ends[text.length];
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.', '[', '\u{1f600}'), maxLength: 8 });
const named = (patterns: readonly string[], text: string) =>
  new DistributionKeys(patterns).of({ text, start: 0, end: 0 });

describe('patterns of keys', () => {
  it('S26 match what a table of all places matches, 10,000 patterns and keys', () => {
    let matched = 0;
    fc.assert(
      fc.property(word, word, (glob, text) => {
        const expected = reference(glob, text);
        assert.equal(matches(glob, text), expected, JSON.stringify([glob, text]));
        if (expected) matched++;
      }),
      { numRuns: 10_000 },
    );
    assert(matched > 300, `${matched} of them match`);
  });

  it('S26 take no more steps than one length times the other, whatever the stars', () => {
    let read = 0;
    const counted = (text: string): string =>
      new Proxy(Object(text), {
        get: (target: object, name) => {
          if (typeof name === 'string' && /^\d+$/.test(name)) read++;
          return Reflect.get(target, name) as unknown;
        },
      }) as string;
    const { length: keyPattern } = KEYS;
    const key = `${'a'.repeat(keyPattern - 1)}b`;
    for (const glob of [
      'a*'.repeat(keyPattern / 2 - 1) + 'c',
      '*'.repeat(keyPattern),
      `*${'a'.repeat(64)}c`,
      '*a'.repeat(64),
    ]) {
      read = 0;
      matches(glob, counted(key));
      assert(read <= glob.length * key.length, `${glob} read the key ${read} times`);
    }
  });

  it('S26 are read up to their number and length, as is the key', () => {
    const { length: keyPattern, most: keyPatterns } = KEYS;
    const long = 'x'.repeat(keyPattern);
    assert.equal(named([long], long.toUpperCase()), 'setting');
    assert.equal(named([`${long}x`], `${long}x`), null);
    assert.equal(named(['*'], long), 'setting');
    assert.equal(named(['*'], `${long}x`), null);
    const others = Array.from({ length: keyPatterns - 1 }, (_, i) => `k${i}`);
    assert.equal(named([...others, 'mine'], 'mine'), 'setting');
    assert.equal(named([...others, 'last', 'mine'], 'mine'), null);
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
      contributes: { configuration: { properties: Record<string, object> } };
    };
    const { maxItems, items } = manifest.contributes.configuration.properties['surprisal.diagnostics.keys'] as {
      maxItems: number;
      items: { maxLength: number };
    };
    assert.deepEqual([maxItems, items.maxLength], [keyPatterns, keyPattern]);
  });
});
