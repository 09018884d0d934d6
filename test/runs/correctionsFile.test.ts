import assert from 'node:assert/strict';
import type { Correction } from '@surprisal/core';
import type { DoubtfulLabels } from '../../extension/protocol/inspector/labels.js';
import { changesOf, decidedOf } from '../../extension/runs/derive/decisions.js';
import { chooseCorrections, type CorrectionsPlace } from '../../extension/runs/disk/chooseCorrections.js';
import {
  correctionsCsv,
  correctionsFile,
  type CorrectionSet,
  readCorrections,
  withChanges,
} from '../../extension/runs/disk/correctionsFile.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { readWhole, writeWhole } from '../../extension/runs/disk/wholeFile.js';
import { Run } from '../../extension/runs/model/run.js';
import { loadStored } from '../../extension/runs/model/storedState.js';
import { matrix } from '../matrix.js';
import { everyMeans, hash, head, MemoryDisk, named } from './memoryDisk.js';

const sources = [
  { file: 'x.npy', sha256: 'a1'.repeat(32) },
  { file: 'y.npy', sha256: 'b2'.repeat(32) },
];
const later = [sources[0], { file: 'y.npy', sha256: 'c3'.repeat(32) }];
const corrections: Correction[] = [
  { row: 12, old: '4', verdict: 'relabelled', new: '9' },
  { row: 3, old: '</script>"', verdict: 'leftOut' },
  { row: 7, old: '1', verdict: 'right' },
];
const byRow = [...corrections].sort((a, b) => a.row - b.row);
const set: CorrectionSet = { sources, corrections };
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytes = (words: string): Uint8Array => new TextEncoder().encode(words);

describe('corrections on disk', () => {
  it('R11 come back as they were, a line each in the order of the rows, and as CSV', () => {
    const file = correctionsFile([set]);
    assert.deepEqual(readCorrections(file), [{ sources, corrections: byRow }]);
    assert.deepEqual(
      text(file)
        .split('\n')
        .map((line) => /"row":(\d+)/.exec(line)?.[1])
        .filter(Boolean),
      ['3', '7', '12'],
    );
    assert.equal(correctionsCsv(set), 'row,old,new,verdict\n3,"</script>""",,leftOut\n7,1,,right\n12,4,9,relabelled\n');
  });

  it('S17 what is wrong with a file is named with its place', () => {
    const refuse = (from: string, to: string, words: RegExp): void =>
      assert.throws(() => readCorrections(bytes(text(correctionsFile([set])).replace(from, to))), words);
    refuse('"version":1', '"version":2', /version: 2; expected 1/);
    refuse('"row":7', '"row":3', /sets\.0: two corrections of row 3; expected one/);
    refuse('"row":7', '"row":-7', /sets\.0\.corrections\.1\.row: -7/);
    refuse('"verdict":"right"', '"verdict":"wrong"', /sets\.0\.corrections\.1\.verdict/);
    refuse(',"new":"9"', '', /sets\.0\.corrections\.2\.new/);
    refuse('"row":7', '"row":8,"\\u0072ow":7', /the key "row" twice; expected each key once/);
    refuse('"sets"', '"sets":[],"sets"', /the key "sets" twice/);
    const merged = correctionsFile([set, { ...set, corrections: [] }]);
    assert.throws(() => readCorrections(merged), /sets\.1: corrections of the same files again/);
    refuse('a1a1', 'zz', /sets\.0\.sources\.0\.sha256/);
    assert.throws(() => readCorrections(bytes('[')), /^CoreError: line 1, column 2: an end too early; expected JSON$/);
    for (const deep of ['['.repeat(2 ** 23), `{"sets":${'['.repeat(65)}${']'.repeat(65)}}`])
      assert.throws(() => readCorrections(bytes(deep)), /more than 64 open brackets/);
    assert.throws(() => readCorrections(bytes(`{"\\\\":"${'['.repeat(99)}\\"["}`)), /surprisal/);
    assert.throws(() => readCorrections(new Uint8Array(2 ** 24 + 1).fill(32)), /16777217 bytes; expected at most/);
  });

  it('R11 of another version of the files stay beside those of this one; a set without corrections goes', () => {
    const both = withChanges([set], later, [{ row: 1, after: corrections[2] }]);
    assert.equal(both.length, 2);
    assert.equal(both[0], set);
    const cleared = withChanges(
      both,
      sources,
      corrections.map(({ row }) => ({ row, after: undefined })),
    );
    assert.deepEqual(cleared, [both[1]]);
  });

  for (const means of everyMeans.filter(({ append }) => append))
    it(`F11 whatever step of a write fails, the old or the new file is read whole, ${named(means)}`, async () => {
      const [old, next] = [correctionsFile([set]), correctionsFile([{ ...set, corrections: corrections.slice(1) }])];
      const read = (disk: MemoryDisk) => readWhole(disk, 'x.json', readCorrections);
      for (let step = 1; step <= 3; step++)
        for (const when of ['before', 'torn', 'after'] as const) {
          const disk = new MemoryDisk(means);
          await writeWhole(disk, 'x.json', old);
          disk.faults.set(disk.changes + step, { when, kill: false });
          await writeWhole(disk, 'x.json', next).catch(() => undefined);
          assert.equal(disk.failed, step === 3 && means.rename ? 0 : 1);
          const found = text(correctionsFile((await read(disk))!));
          assert.ok([text(old), text(next)].includes(found), `step ${step}, ${when}: ${found}`);
        }
    });
});

describe('the corrections that a run uses', () => {
  const placeOf = (sets: CorrectionSet[], kept = new MemoryDisk()): CorrectionsPlace & { kept: MemoryDisk } => ({
    read: async () => sets,
    kept,
    hash,
    words: { changed: (count, file) => `${count} of another ${file}`, lost: (name) => `${name} is lost` },
  });

  it('R11 are those of the files as they are, and are kept by their hash, whatever is decided later', async () => {
    const place = placeOf([set]);
    const { chosen } = await chooseCorrections('file', sources, place);
    assert.deepEqual(chosen!.list, corrections);
    const decided = placeOf([{ sources, corrections: [] }], place.kept);
    const again = await chooseCorrections(chosen!.hash, sources, decided);
    assert.deepEqual(again.chosen!.list, byRow);
    assert.deepEqual(await chooseCorrections('none', sources, place), {});
    assert.deepEqual(await chooseCorrections(undefined, sources, place), {});
    assert.deepEqual(await chooseCorrections('file', sources, placeOf([])), {});
    const all = placeOf([{ sources, corrections: corrections.slice(2) }]);
    assert.deepEqual(await chooseCorrections('file', sources, all), {}, 'labels that are right change nothing');
  });

  it('R11 of a changed source are not applied, which is told; a run that used them is not read again', async () => {
    const place = placeOf([set]);
    assert.deepEqual(await chooseCorrections('file', later, place), { told: '3 of another y.npy' });
    const { chosen } = await chooseCorrections('file', sources, place);
    await assert.rejects(chooseCorrections(chosen!.hash, later, place), /3 of another y\.npy/);
    const file = `${chosen!.hash}.json`;
    const whole = place.kept.files.get(file)!;
    place.kept.files.set(file, bytes(text(whole).replace('"new":"9"', '"new":"8"')));
    await assert.rejects(chooseCorrections(chosen!.hash, sources, place), /\.json is lost/);
    place.kept.files.clear();
    await assert.rejects(chooseCorrections(chosen!.hash, sources, place), /\.json is lost/);
  });
});

describe('the record of a run that used corrections', () => {
  it('R11 says how many there were, of which verdict, and how many changed the test part', async () => {
    const store = new RunStore(new MemoryDisk(), hash);
    const counts = { right: 3, relabelled: 5, leftOut: 2, test: 1 };
    const { data } = head().config;
    const config = { ...head().config, data: { ...data, corrections: 'a1'.repeat(32) } };
    const { id } = await store.create(head({ corrections: counts, config }));
    const stored = await store.read(id);
    const run = new Run(id, stored.title, stored.config, stored.started);
    loadStored(run, stored, false);
    assert.deepEqual(run.summary().corrections, counts);
    assert.equal(run.config.data.corrections, 'a1'.repeat(32));
  });
});

describe('decisions on doubtful labels', () => {
  const item = { suggested: 1, confidence: 0.2, probability: 0.7, margin: -0.5 };
  const found: DoubtfulLabels = {
    count: 9,
    items: [
      { ...item, index: 5, given: 0 },
      { ...item, index: 8, given: 0 },
    ],
    pixels: new Uint8Array(0),
    probabilities: new Float64Array(0),
    joint: matrix([1, 0], [0, 1]),
    estimated: matrix([1, 0], [0, 1]),
    errors: 0,
    source: { classes: ['cat', 'dog', 'fox'], rows: [105, 108], old: [0, 2], files: sources },
  };

  it('R11 are kept by the row and the label of the file, and found again by them', () => {
    const changes = [
      ...changesOf(found, [5], { verdict: 'relabelled', new: 'fox' }),
      ...changesOf(found, [8], { verdict: 'relabelled', new: 'fox' }),
    ];
    assert.deepEqual(
      changes.map(({ after }) => after),
      [
        { row: 105, old: 'cat', verdict: 'relabelled', new: 'fox' },
        // It is called so already.
        { row: 108, old: 'fox', verdict: 'right' },
      ],
    );
    const [kept] = withChanges([], sources, changes);
    assert.deepEqual(decidedOf(found, kept), [
      { index: 5, decision: { verdict: 'relabelled', new: 'fox' } },
      { index: 8, decision: { verdict: 'right' } },
    ]);
    assert.deepEqual(changesOf(found, [5], null), [{ row: 105, after: undefined }]);
  });

  it('R11 for a class that the data does not have, or an image that is not listed, are refused', () => {
    assert.throws(() => changesOf(found, [5], { verdict: 'relabelled', new: 'cow' }), /“cow” is no class of the data/);
    assert.throws(() => changesOf(found, [6], { verdict: 'right' }), /Image 6 is not in the list/);
    const { source: _, ...earlier } = found;
    assert.throws(() => changesOf(earlier, [5], { verdict: 'right' }), /find the labels again/);
  });
});
