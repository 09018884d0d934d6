import assert from 'node:assert/strict';
import type { RunStarted } from '../../extension/protocol/training.js';
import { TestPart } from '../../extension/runs/model/testPart.js';
import { imageDocument } from '../../extension/runs/derive/imageDocument.js';
import type { RunSummary } from '../../extension/protocol/run.js';

const [width, height, channels] = [3, 2, 3];
const SIZE = width * height * channels;
const classes = ['red', 'blue'];
/** Two red ones, of which the second is read as blue, and a blue one. */
const labels = Uint8Array.of(0, 0, 1);
const logits = Float32Array.of(2, 0, 0, 1, -1, 3);
const pixels = Uint8Array.from({ length: 3 * SIZE }, (_, i) => (i * 7) % 256);

function part(): TestPart {
  const tested = new TestPart({ classes, epochs: [] }, () => undefined);
  const started: Partial<RunStarted> = {
    classes,
    imageWidth: width,
    imageHeight: height,
    imageChannels: channels,
    testPixels: pixels,
    testLabels: labels,
    testRows: Uint32Array.of(4, 5, 9),
    testLogits: logits,
  };
  tested.start(started as RunStarted);
  return tested;
}

describe('test images of colour (R9)', () => {
  const of = (index: number): number[] => [...pixels.subarray(index * SIZE, (index + 1) * SIZE)];

  it('K3 K5 come whole, and their mean is that of each channel of each pixel', async () => {
    const page = await part().images({ actual: 0, predicted: null, order: 'index', offset: 0, count: 10, epoch: null });
    assert.equal(page.total, 2);
    assert.deepEqual([...page.pixels], [...of(0), ...of(1)]);
    const contrast = await part().contrast(0, 1);
    assert.deepEqual([...contrast!.right.pixels], of(0));
    assert.deepEqual([...contrast!.wrong.pixels], of(1));
    assert.deepEqual([...contrast!.other.pixels], of(2));
    assert.equal((await part().all())!.size, SIZE);
  });

  it('one of them as JSON is a list of lines of pixels of three numbers', async () => {
    const { item, pixels: bytes } = (await part().image(1))!;
    const run = { title: 'colours', classes, imageWidth: width, imageHeight: height, imageChannels: channels };
    const { image } = JSON.parse(imageDocument(item, bytes, run as RunSummary)) as { image: number[][][] };
    assert.deepEqual([image.length, image[0].length, image[0][0].length], [height, width, channels]);
    assert.deepEqual(image.flat(2), of(1));
  });
});
