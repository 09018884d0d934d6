import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  CoreError,
  evenScaling,
  fitModel,
  readSafetensors,
  readWeightsFile,
  stateDict,
  writeOnnx,
  writeSafetensors,
} from '@surprisal/core';
import { cases } from '../cases.js';
import { refuses } from './fails.js';
import { exported, modelOf } from './weightsOut.js';

const FOLDER = 'test/reference/data/weights';
const { model } = modelOf(exported[1], 0);
const own = [
  { name: 'w.onnx', bytes: writeOnnx(model) },
  { name: 'w.safetensors', bytes: stateDict(model) },
];
const foreign = readdirSync(FOLDER)
  .filter((name) => /\.(onnx|safetensors)$/.test(name))
  .map((name) => ({ name, bytes: new Uint8Array(readFileSync(`${FOLDER}/${name}`)) }));
const files = [...own, ...foreign];

/** What is done to a byte: half of the changes fall on the first bytes, where lengths and names stand. */
const change = fc.record({
  at: fc.oneof(fc.nat(200), fc.nat(30_000)),
  kind: fc.constantFrom('set', 'cut', 'double', 'huge'),
  byte: fc.nat(255),
});

function changed(bytes: Uint8Array, changes: { at: number; kind: string; byte: number }[]): Uint8Array {
  let made = bytes.slice();
  for (const { at, kind, byte } of changes) {
    const place = at % made.length;
    if (kind === 'set') made[place] = byte;
    // The length of some field becomes 2 GB.
    else if (kind === 'huge') made.set([0xff, 0xff, 0xff, 0xff, 0x07].slice(0, made.length - place), place);
    else if (kind === 'cut') made = made.slice(0, Math.max(1, place));
    else made = Uint8Array.from([...made.subarray(0, place), ...made.subarray(Math.floor(place / 2))]);
  }
  return made;
}

describe('F18 files of weights that were changed', function () {
  this.timeout(300_000);

  it('are read or refused by the file, and nothing is made that is larger than they are', () => {
    const item = { height: 11, width: 14, channels: 3 };
    const before = evenScaling('byte', 11 * 14 * 3);
    fc.assert(
      fc.property(fc.nat(files.length - 1), fc.array(change, { minLength: 1, maxLength: 4 }), (which, changes) => {
        const { name, bytes } = files[which];
        const file = { name, bytes: changed(bytes, changes) };
        const began = performance.now();
        try {
          const read = readWeightsFile(file, model.layers);
          if (read) {
            const held = read.weights.reduce((sum, { data }) => sum + data.byteLength, 0);
            assert.ok(held <= 2 * file.bytes.length, `${held} of ${file.bytes.length}`);
            fitModel(read, item, before);
          }
        } catch (error) {
          if (!(error instanceof CoreError)) throw error;
          assert.ok(error.place.file === name || error.code === 'option', error.message);
        }
        assert.ok(performance.now() - began < 5000);
      }),
      { numRuns: cases(100_000, 3000) },
    );
  });

  it('S13 of 16 MB that say little end in a word, and so does one beyond the limit', () => {
    const large = (fill: (bytes: Uint8Array) => void): Uint8Array => {
      const bytes = new Uint8Array(2 ** 24);
      fill(bytes);
      return bytes;
    };
    const graph = (bytes: Uint8Array): void => bytes.set([0x08, 7, 0x3a, 0xf9, 0xff, 0xff, 0x07]);
    const seeds: [string, (bytes: Uint8Array) => void][] = [
      ['zeros', () => undefined],
      ['bytes of 0xff', (bytes) => bytes.fill(0xff)],
      // Nodes without fields, constants without names, inputs without types.
      ['nodes', (bytes) => (bytes.fill(0x0a).set([0]), each(bytes, [0x0a, 0]), graph(bytes))],
      ['constants', (bytes) => (each(bytes, [0x2a, 0]), graph(bytes))],
      ['inputs', (bytes) => (each(bytes, [0x5a, 0]), graph(bytes))],
      ['words', (bytes) => each(bytes, [0x72, 0])],
    ];
    for (const [name, fill] of seeds)
      assert.throws(() => readWeightsFile({ name: `${name}.onnx`, bytes: large(fill) }, null), CoreError, name);
    const over = new Uint8Array(64 * 2 ** 20 + 1);
    assert.throws(() => readWeightsFile({ name: 'w.onnx', bytes: over }, null), /67,108,865 bytes; expected at most/);
  });
});

describe('words about a model that are no words of ours (R6)', () => {
  const { tensors, metadata } = readSafetensors({ name: 'w', bytes: stateDict(model) });
  const saying = (key: string, text: string) => () =>
    readWeightsFile(
      { name: 'w.safetensors', bytes: writeSafetensors({ tensors, metadata: new Map([...metadata, [key, text]]) }) },
      null,
    );
  const deep = '['.repeat(2_000_000);

  for (const [key, text, words] of [
    ['network', '{', /w\.safetensors: metadata "network" of \{; expected JSON/],
    ['network', deep, /metadata "network" of \[+…; expected at most 1000 open brackets/],
    ['scaling', deep + ']'.repeat(2_000_000), /expected at most 1000 open brackets/],
    ['scaling', '{"rule":"standard","mean":[1],"deviation":[]}', /metadata "scaling" of .*; expected a rule/],
    ['input', '[0,-1]', /metadata "input" of \[0,-1\]; expected a list of sizes/],
    ['classes', '["a",1]', /metadata "classes" of \["a",1\]; expected up to 256 names/],
    [
      'network',
      '[{"kind":"dense","width":5000,"activation":"relu"}]',
      /^w\.safetensors, network\.layers\[0\]\.width: 5000/,
    ],
  ] as [string, string, RegExp][])
    it(`${key} ${text.slice(0, 20)}`, () => refuses(saying(key, text), words));
});

function each(bytes: Uint8Array, part: readonly number[]): void {
  for (let at = 0; at < bytes.length; at++) bytes[at] = part[(at + 1) % part.length];
}
