import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { defaultConfig, type RunConfig, type RunFiles } from '@surprisal/core';
import { encode } from 'fast-png';
import { argumentOf } from '../../extension/protocol/rpc.js';
import type { Examples } from '../../extension/protocol/training.js';
import { sklearnScript } from '../../extension/runs/derive/sklearnScript.js';
import { imageDocument } from '../../extension/runs/derive/imageDocument.js';
import { Run } from '../../extension/runs/model/run.js';
import { packPictures } from '../../extension/runs/pictures/picturePack.js';
import { predictionsCsv, predictionsJson } from '../../extension/runs/predictions/predictionText.js';
import { runPredictions } from '../../extension/runs/predictions/runPredictions.js';
import { findDoubtful } from '../../extension/worker/doubtfulLabels.js';
import { knownData, knownNames } from '../../extension/worker/knownFiles.js';
import { LastRead, readAnew } from '../../extension/worker/lastRead.js';
import { withPictures } from '../../extension/worker/pictures/decodeFolders.js';
import { openPng } from '../../extension/worker/pictures/png.js';
import { Session } from '../../extension/worker/session.js';
import type { Work } from '../../extension/worker/work.js';
import { kernelBytes } from '../core/training.js';
import { Seeded } from '../reference/seeded.js';
import { TrainingThread, startParams } from './trainingThread.js';

const configOf = (images: string, changes: Partial<RunConfig['data']> = {}): RunConfig => {
  const base = defaultConfig();
  return { ...base, epochs: 2, data: { ...base.data, source: 'files', files: { images }, ...changes } };
};

/** A picture whose channel of its class is brighter, in one of the forms that PNG has. */
function pngOf(random: Seeded, kind: number, form: 'grey' | 'colour' | 'opaque' = 'colour'): Uint8Array {
  const [width, height] = [7, 5];
  const channels = { grey: 1, colour: 3, opaque: 4 }[form] as 1 | 3 | 4;
  const data = new Uint8Array(width * height * channels);
  for (let i = 0; i < data.length; i++)
    data[i] = channels === 4 && i % 4 === 3 ? 255 : random.below(150) + (i % channels === kind ? 100 : 0);
  return encode({ width, height, channels, data });
}

/** The pictures of a folder by their paths, in the order in which they are read. */
function packed(name: string, pictures: Record<string, Uint8Array>) {
  const paths = Object.keys(pictures).sort();
  return packPictures(
    name,
    paths.map((path) => ({ path, bytes: pictures[path] })),
  );
}

function somePictures(seed: number, count: number, forms: ('grey' | 'colour' | 'opaque')[] = ['colour']) {
  const random = new Seeded(seed);
  const made: Record<string, Uint8Array> = {};
  for (let i = 0; i < count; i++)
    made[`${['blue', 'green', 'red'][i % 3]}/${i}.png`] = pngOf(random, 2 - (i % 3), forms[i % forms.length]);
  return made;
}

function answer<R>(work: Work<R>): R {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

const still = { kernels: kernelBytes, threads: 1, pace: 0, begin: 'paused' } as const;

describe('pictures of a folder by their files (R9)', function () {
  this.timeout(60_000);
  const pictures = somePictures(11, 60);
  const files: RunFiles = { images: packed('own', pictures) };
  const config = configOf('own', { validationFraction: 0.2, first: 3, count: 50 });

  it('R9 each image of the test part is told with the file that it was decoded from', async () => {
    const thread = new TrainingThread();
    const started = await thread.call('start', startParams(config, { files, begin: 'paused' }));
    await thread.close();
    assert.equal(started.testFiles!.length, started.testCount);
    const size = 7 * 5 * 3;
    started.testFiles!.forEach((path, i) => {
      assert.match(path, /^own\/\w+\/\d+\.png$/);
      const decoded = openPng(path, pictures[path.slice(4)]).decode();
      assert.deepEqual(started.testPixels.subarray(i * size, (i + 1) * size), new Uint8Array(decoded));
    });
  });

  it('R9 of a test pair the files are those of the test folder; images of an array have none', () => {
    const pair = {
      images: packed('own/train', somePictures(1, 12)),
      testImages: packed('own/test', somePictures(2, 6)),
    };
    const asked = { ...still, config: configOf('own'), files: pair };
    const { testFiles } = new Session(() => undefined).start(withPictures(asked));
    assert.deepEqual(
      testFiles,
      Object.keys(somePictures(2, 6))
        .sort()
        .map((path) => `own/test/${path}`),
    );
    const sample = new Session(() => undefined).start(startParams(defaultConfig(), { begin: 'paused' }));
    assert.equal(sample.testFiles, undefined);
  });

  it('R9 K13 predictions have the row of each image in its file, and its own file where it has one', async () => {
    const run = new Run('run', 'run', config, 0);
    const started = new Session(() => undefined).start({ ...still, ...withPictures({ config, files }) });
    const { testCount, testRows, testFiles } = started;
    run.test.start({ ...started, testLogits: new Float32Array(3 * testCount) });
    run.addStoredEpoch({
      epoch: 1,
      step: 1,
      seconds: 1,
      trainLoss: 1,
      trainAccuracy: 1,
      testLoss: 1,
      testAccuracy: 1,
      validationLoss: null,
      validationAccuracy: null,
    });
    assert.equal(run.summary().inFiles, true);
    const table = (await runPredictions(run, null))!;
    assert.deepEqual([table.rows, table.files], [testRows, testFiles]);
    assert.notDeepEqual(
      [...testRows],
      Array.from(testRows, (_, i) => i),
    );
    const lines = predictionsCsv(table).trimEnd().split('\n');
    assert.match(lines[0], /^index,file,label,/);
    assert.deepEqual(
      lines.slice(1).map((line) => line.split(',').slice(0, 2)),
      Array.from(testRows, (row, i) => [String(row), testFiles![i]]),
    );
    const json = JSON.parse(predictionsJson(table)) as { rows: number[]; files: string[] };
    assert.deepEqual([json.rows, json.files], [[...testRows], testFiles]);
    const { item, pixels } = (await run.test.image(4))!;
    assert.equal(item.file, testFiles![4]);
    const document = JSON.parse(imageDocument(item, pixels, run.summary())) as { file: string };
    assert.equal(document.file, testFiles![4]);
  });

  it('R9 R11 doubtful labels name their files', () => {
    const { items, source } = answer(findDoubtful({ ...still, ...withPictures({ config, files }) }));
    const paths = Object.keys(pictures).sort();
    assert.equal(source!.paths!.length, items.length);
    assert.deepEqual(
      source!.paths,
      source!.rows.map((row) => `own/${paths[row]}`),
    );
  });
});

describe('a run on a folder of pictures as a script of Python (R9, T10)', function () {
  this.timeout(120_000);
  const python = ['/usr/bin/python3', 'python3'].find(
    (name) => spawnSync(name, ['-c', 'import PIL, numpy, sklearn']).status === 0,
  );
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'surprisal-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** What a script has of the two parts when its data is read. */
  function readByScript(script: string): { train: number[][]; test: number[][]; labels: number[] } {
    const [data] = script.split('\nimport warnings');
    const print = 'import json\nprint(json.dumps([train_x.tolist(), test_x.tolist(), test_y.tolist()]))\n';
    writeFileSync(join(folder, 'script.py'), data + print);
    const { status, stdout, stderr } = spawnSync(python!, [join(folder, 'script.py'), folder], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    assert.equal(status, 0, stderr);
    const [train, test, labels] = JSON.parse(stdout) as [number[][], number[][], number[]];
    return { train, test, labels };
  }

  const forms = ['grey', 'colour', 'opaque'] as const;
  for (const [title, kind, parts, changes] of [
    ['split by the run', 'whole', ['photos'], { first: 2, count: 40, stratified: true }],
    ['with folders train and test', 'pair', ['photos/train', 'photos/test'], { scale: 'none' }],
  ] as const)
    it(`R9 T10 ${title}: the features of PNG files are those of the run, to the last bit`, function () {
      if (!python) this.skip();
      const sets = parts.map((part, i) => {
        const made = somePictures(20 + i, 48 - 12 * i, [...forms]);
        // By units of UTF-16 a pair of surrogates comes before the last letters of the first plane.
        made['red/\u{1f339}.png'] = pngOf(new Seeded(1), 0);
        made['red/\uff5e.png'] = pngOf(new Seeded(2), 0);
        for (const [path, bytes] of Object.entries({ ...made, 'red/.DS_Store': new Uint8Array(3) })) {
          mkdirSync(dirname(join(folder, part, path)), { recursive: true });
          writeFileSync(join(folder, part, path), bytes);
        }
        return packed(part, made);
      });
      const config = configOf('photos', { validationFraction: 0.25, ...changes });
      const files: RunFiles = { images: sets[0], ...(sets[1] && { testImages: sets[1] }) };
      const { sets: read, train, test, scaling } = readAnew(withPictures({ config, files }));
      const size = 7 * 5 * 3;
      const features = (image: number): number[] => {
        const [set, at] = image < read[0].count ? [read[0], image] : [read[1], image - read[0].count];
        return Array.from(set.features.subarray(at * size, (at + 1) * size), (x) => x / scaling.deviation[0]);
      };
      const run = {
        title: 'photos',
        config: { ...config, data: { ...config.data, scale: scaling.rule } },
        classes: read[0].classes,
        testAccuracy: 1,
        imageWidth: 7,
        imageHeight: 5,
        imageChannels: 3,
        folder: kind,
      };
      const script = sklearnScript(run);
      const found = readByScript(script);
      assert.deepEqual(found.train, Array.from(train, features));
      assert.deepEqual(found.test, Array.from(test, features));
      assert.match(script, /Decoders of JPEG differ by rounding/);
      assert.match(script, /^# It needs Pillow, NumPy and scikit-learn, /m);
    });
});

describe('the first of own data for the form (R9)', () => {
  const read = (config: RunConfig, files: RunFiles) =>
    new Session(() => undefined).start(withPictures({ ...still, config, files, forForm: true }));

  it('R9 of pictures it is the first of each class, in its colours, in the order of the classes', () => {
    const pictures = somePictures(7, 12);
    const { examples } = read(configOf('own'), { images: packed('own', pictures) });
    const { pixels, classes, ...size } = examples as Extract<Examples, { pixels: Uint8Array }>;
    assert.deepEqual([classes, size], [['blue', 'green', 'red'], { width: 7, height: 5, channels: 3 }]);
    const firsts = ['blue', 'green', 'red'].map((name) =>
      Object.keys(pictures)
        .sort()
        .find((path) => path.startsWith(name))!,
    );
    assert.deepEqual(
      [...pixels],
      firsts.flatMap((path) => [...openPng(path, pictures[path]).decode()]),
    );
  });

  it('R9 a large picture comes small', () => {
    const data = new Uint8Array(300 * 200).fill(9);
    const large = encode({ width: 300, height: 200, channels: 1, data });
    const images = packed('p', { 'a/1.png': large, 'a/2.png': large, 'b/1.png': large, 'b/2.png': large });
    const { examples } = read(configOf('p', { testFraction: 0.5, validationFraction: 0 }), { images });
    const { pixels, width, height } = examples as Extract<Examples, { pixels: Uint8Array }>;
    assert.deepEqual([width, height, pixels.length], [64, 42, 2 * 64 * 42]);
  });

  it('R9 of a table it is its first rows, words as words', () => {
    const text = 'size,colour,kind\n1.5,red,cat\n2,blue,dog\n3,red,cat\n4,blue,dog\n5,red,dog\n';
    const images = { name: 'pets.csv', bytes: new TextEncoder().encode(text) };
    const { examples } = read(configOf('pets.csv', { oneHot: ['colour'] }), { images });
    assert.deepEqual(examples, {
      columns: ['size', 'colour'],
      rows: [
        { values: ['1.5', 'red'], label: 'cat' },
        { values: ['2', 'blue'], label: 'dog' },
        { values: ['3', 'red'], label: 'cat' },
      ],
    });
  });

  it('R9 a training has none of it', () => {
    const images = packed('own', somePictures(7, 12));
    const started = new Session(() => undefined).start(
      withPictures({ ...still, config: configOf('own'), files: { images } }),
    );
    assert.deepEqual([started.examples, started.offered], [undefined, undefined]);
  });

  it('R9 what only data.channels can tell is asked for by its name, also across threads', async () => {
    const shape = 'shape (6, 3, 9, 3)';
    const head = "{'descr': '|u1', 'fortran_order': False, 'shape': (6, 3, 9, 3), }".padEnd(117);
    const bytes = new Uint8Array(128 + 6 * 81);
    bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
    bytes.set(new TextEncoder().encode(`${head}\n`), 10);
    const labels = { name: 'y.csv', bytes: new TextEncoder().encode('a\nb\na\nb\na\nb\n') };
    const config = configOf('x.npy', {
      files: { images: 'x.npy', labels: 'y.csv' },
      testFraction: 0.5,
      validationFraction: 0,
    });
    const files = { images: { name: 'x.npy', bytes }, labels };
    const thread = new TrainingThread();
    const refused = await thread
      .call('start', startParams(config, { files, begin: 'paused' }))
      .catch((e: unknown) => e);
    assert.equal(argumentOf(refused), 'data.channels', shape);
    const sizes = [];
    for (const channels of ['first', 'last'] as const) {
      const asked = startParams({ ...config, data: { ...config.data, channels } }, { files, begin: 'paused' });
      const one = new TrainingThread();
      const { imageHeight, imageWidth, imageChannels } = await one.call('start', asked);
      sizes.push([imageHeight, imageWidth, imageChannels]);
      await one.close();
    }
    await thread.close();
    assert.deepEqual(sizes, [
      [9, 3, 3],
      [3, 9, 3],
    ]);
  });
});

describe('data that is known by its files (R9)', () => {
  const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
  const [images, labels] = ['images', 'labels'].map((name) => ({ name, bytes: new Uint8Array(gzipSync(name)) }));
  const known = [{ title: 'Known', names: ['no', 'yes'], images: [md5(images.bytes)], labels: [md5(labels.bytes)] }];
  const config = configOf('images', { files: { images: 'images', labels: 'labels' } });

  it('R9 its names are offered where both files are just these, and no names are chosen', () => {
    assert.deepEqual(knownNames(config, { images, labels }, known), {
      offered: { title: 'Known', names: ['no', 'yes'] },
    });
    const other = { name: 'labels', bytes: new Uint8Array(gzipSync('other')) };
    for (const files of [
      { images },
      { images, labels: other },
      { images: other, labels },
      { images: labels, labels: images },
    ])
      assert.deepEqual(knownNames(config, files, known), {});
    const chosen = { ...config, data: { ...config.data, classNames: ['a', 'b'] } };
    assert.deepEqual(knownNames(chosen, { images, labels }, known), {});
    assert.deepEqual(knownNames(defaultConfig(), { images, labels }, known), {});
  });

  it('R9 S2 files that are longer than any that is known are not hashed', () => {
    const bytes = new Uint8Array(2 ** 25 + 1);
    bytes.set([0x1f, 0x8b]);
    const long = [{ ...known[0], images: [md5(bytes)] }];
    assert.deepEqual(knownNames(config, { images: { name: 'images', bytes }, labels }, long), {});
  });

  const list = '/usr/lib/python3/dist-packages/torchvision/datasets/mnist.py';
  it('R9 the list is torchvision’s', function () {
    if (!existsSync(list)) this.skip();
    const text = readFileSync(list, 'utf8');
    const classNames = { 'Fashion-MNIST': 'FashionMNIST', KMNIST: 'KMNIST' } as Record<string, string>;
    for (const { title, names, images: ofImages, labels: ofLabels } of knownData) {
      const [own] = text.split(`\nclass ${classNames[title]}(MNIST):`)[1].split('\nclass ');
      const sums = [...own.matchAll(/\("([\w-]+)\.gz", "([0-9a-f]{32})"\)/g)].map(([, file, sum]) => [file, sum]);
      const of = (kind: string): string[] => sums.flatMap(([file, sum]) => (file.includes(kind) ? [sum] : []));
      assert.deepEqual([of('images'), of('labels')], [ofImages, ofLabels]);
      assert.deepEqual(JSON.parse(/classes = (\[.*\])/.exec(own)![1]), names);
    }
  });
});

describe('what was read for the last question (R9)', () => {
  const files = (): RunFiles => ({ images: packed('own', somePictures(5, 24)) });
  const config = configOf('own');

  it('R9 the next question on the same bytes finds pictures decoded and rows parted; another does not', () => {
    let decoded = 0;
    const last = new LastRead((params) => {
      decoded++;
      return withPictures(params);
    });
    const first = last.pictures({ config, files: files() });
    const parts = last.parts(first);
    assert.deepEqual(parts, readAnew(withPictures({ config, files: files() })));
    const again = last.pictures({ config: { ...config, epochs: 9 }, files: files() });
    assert.equal(last.parts(again), parts);
    assert.equal(decoded, 1);
    const reseeded = last.pictures({ config: { ...config, seed: 8 }, files: files() });
    assert.deepEqual(last.parts(reseeded), readAnew(withPictures({ config: { ...config, seed: 8 }, files: files() })));
    assert.equal(decoded, 1);
    const changed = files();
    changed.images.bytes[changed.images.bytes.length - 1] ^= 1;
    assert.throws(() => last.pictures({ config, files: changed }), /own\//);
    assert.equal(decoded, 2);
    last.pictures({ config, files: { images: packed('own', somePictures(6, 24)) } });
    assert.equal(decoded, 3);
  });

  it('R9 corrections are those of each question', () => {
    const last = new LastRead(withPictures);
    const plain = last.parts(last.pictures({ config, files: files() }));
    const corrections = [{ row: 0, old: 'blue', verdict: 'leftOut' as const }];
    const corrected = last.parts(last.pictures({ config, files: { ...files(), corrections } }));
    assert.equal(corrected.sets[0].count, plain.sets[0].count - 1);
    assert.deepEqual(last.parts(last.pictures({ config, files: files() })), plain);
  });

  it('R9 beyond a bound of memory nothing is kept', () => {
    let decoded = 0;
    const decode = <P extends Parameters<typeof withPictures>[0]>(params: P): P => {
      decoded++;
      return withPictures(params);
    };
    const last = new LastRead(decode, 1000);
    const asked = () => last.pictures({ config, files: files() });
    assert.notEqual(last.parts(asked()), last.parts(asked()));
    assert.equal(decoded, 2);
  });
});
