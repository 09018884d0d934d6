import assert from 'node:assert/strict';
import { Seeded } from '../reference/seeded.js';
import { formAtRandom, parseAtRandom, type Outcome } from './fuzzParse.js';

/** 5,000 in the ordinary tests; `npm run fuzz` asks for more. */
const cases = Number(process.env.FUZZ_CASES ?? 5000);
const firstSeed = Number(process.env.FUZZ_SEED ?? 20240601);

describe('M5 F18 malformed text', () => {
  it(`gives an error with its place, or the right numbers, ${cases} times`, () => {
    const outcomes: Record<Outcome, number> = { error: 0, value: 0, shaped: 0 };
    for (let i = 0; i < cases; i++) {
      try {
        outcomes[parseAtRandom(new Seeded(firstSeed + i))]++;
      } catch (error) {
        throw new Error(`seed ${firstSeed + i}`, { cause: error });
      }
    }
    assert.ok(outcomes.error > cases / 5 && outcomes.shaped > cases / 10, JSON.stringify(outcomes));
  });

  it(`in the forms of R, Julia, YAML, tables and prints too, ${cases} times`, () => {
    let read = 0;
    for (let i = 0; i < cases; i++) {
      try {
        read += Number(formAtRandom(new Seeded(firstSeed + i)));
      } catch (error) {
        throw new Error(`seed ${firstSeed + i}`, { cause: error });
      }
    }
    assert.ok(read > cases / 5, String(read));
  });
});
