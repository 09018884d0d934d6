import assert from 'node:assert/strict';
import {
  defaultConfig,
  openReader,
  smallestChange,
  type LayerConfig,
  type Reader,
  type RunConfig,
} from '@surprisal/core';
import { trainerOf } from './training.js';

const dense = (width: number, activation: 'relu' | 'tanh'): LayerConfig => ({ kind: 'dense', width, activation });

/** A network of the sample after some epochs, and the errors that it makes on the test part. */
function trained(layers: LayerConfig[], epochs: number) {
  const config: RunConfig = { ...defaultConfig(), network: { layers }, epochs };
  const { trainer, parts } = trainerOf(config);
  for (const step of trainer.run()) assert.ok(step.kind !== 'end' || step.reason === 'finished');
  const checkpoint = { name: 'last.safetensors', bytes: trainer.checkpoint() };
  const reader = openReader(config, checkpoint, { width: 28, height: 28, classes: 10 });
  const { features, labels } = parts.sets[0];
  const images = Array.from(parts.test, (image) => ({
    pixels: Float64Array.from(features.subarray(image * 784, (image + 1) * 784), (byte) => byte / 255),
    label: labels[image],
  }));
  return { reader, errors: images.filter(({ pixels, label }) => classOf(reader, pixels) !== label) };
}

function classOf(reader: Reader, pixels: Float64Array): number {
  const logits = reader.logits(pixels);
  return logits.indexOf(Math.max(...logits));
}

const networks: [string, number, LayerConfig[]][] = [
  ['linear', 2, []],
  ['relu', 3, [dense(24, 'relu')]],
  ['two layers', 2, [dense(16, 'tanh'), dense(12, 'relu')]],
  [
    'convolution',
    1,
    [
      { kind: 'convolution', size: 5, channels: 3, activation: 'relu' },
      { kind: 'maxPool', size: 4 },
    ],
  ],
];

describe('the smallest change', function () {
  this.timeout(60_000);
  for (const [title, epochs, layers] of networks)
    it(`K5 ${title}: flips what it should, within the pixels' range, and nothing nearer on its way does`, () => {
      const { reader, errors } = trained(layers, epochs);
      assert.ok(errors.length > 20, `${errors.length} errors`);
      let found = 0;
      for (const { pixels, label } of errors.slice(0, 12)) {
        const change = smallestChange(reader, pixels, label);
        if (!change) continue;
        found++;
        assert.equal(classOf(reader, change.pixels), label);
        assert.ok(change.pixels.every((x) => x >= 0 && x <= 1));
        const length = Math.hypot(...pixels.map((x, i) => change.pixels[i] - x));
        assert.ok(Math.abs(length - change.distance) <= 1e-12);
        const nearer = (t: number) => pixels.map((x, i) => x + t * (change.pixels[i] - x));
        assert.notEqual(classOf(reader, nearer(1 - 1e-6)), label, 'a millionth nearer');
        for (let k = 1; k < 200; k++)
          assert.notEqual(classOf(reader, nearer(k / 200)), label, `${k} of 200 on the way`);
      }
      assert.equal(found, 12);
    });

  it('K5 linear: the least step of all, where no third class is in the way', () => {
    const { reader, errors } = trained([], 2);
    let compared = 0;
    for (const { pixels, label } of errors) {
      const wrong = classOf(reader, pixels);
      const margin = new Float64Array(10);
      margin[label] = 1;
      margin[wrong] = -1;
      const gradient = reader.gradient(pixels, margin);
      // What is least lies on `image + s gradient`, cut at the range (the conditions of Karush, Kuhn and Tucker).
      const at = (s: number) => pixels.map((x, i) => Math.min(1, Math.max(0, x + s * gradient[i])));
      const ahead = (s: number): number => reader.logits(at(s)).reduce((sum, z, k) => sum + margin[k] * z, 0);
      let [low, high] = [0, 1e3];
      for (let k = 0; k < 60; k++)
        if (ahead((low + high) / 2) > 0) high = (low + high) / 2;
        else low = (low + high) / 2;
      if (classOf(reader, at(high)) !== label) continue;
      compared++;
      const least = Math.hypot(...at(high).map((x, i) => x - pixels[i]));
      const { distance } = smallestChange(reader, pixels, label)!;
      assert.ok(distance >= least * (1 - 1e-6) && distance <= least * 1.0001, `${distance}, the least is ${least}`);
    }
    assert.ok(compared > 20, `${compared} compared`);
  });

  it('needs none where the class is read already, and gives none where no pixel moves it', () => {
    const { reader, errors } = trained([], 1);
    const [{ pixels }] = errors;
    const change = smallestChange(reader, pixels, classOf(reader, pixels))!;
    assert.equal(change.distance, 0);
    assert.deepEqual(change.pixels, pixels);
    const flat: Reader = {
      ...reader,
      logits: () => Float64Array.of(2, 1),
      gradient: () => new Float64Array(784),
    };
    assert.equal(smallestChange(flat, pixels, 1), null);
  });
});
