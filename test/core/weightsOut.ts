import {
  defaultConfig,
  MersenneTwister,
  partSets,
  trainedModel,
  type Dataset,
  type LayerConfig,
  type Parts,
  type RunConfig,
  type TrainedModel,
} from '@surprisal/core';
import { colourImages } from './colourImages.js';
import { trainerOf } from './training.js';

/** A network whose weights are exported: of which layers, on which items. */
interface Exported {
  name: string;
  layers: LayerConfig[];
  images: Dataset;
  changes?: Partial<RunConfig>;
}

const window: LayerConfig = { kind: 'convolution', size: 3, channels: 5, activation: 'relu' };
const pool: LayerConfig = { kind: 'maxPool', size: 2 };
/** Height, width and channels are all unequal, before and after each layer. */
const colours = (count: number): Dataset => colourImages({ width: 14, height: 11, count, classes: 4, seed: 21 });

/** The first channel of those pictures. */
function grey(): Dataset {
  const images = colours(200);
  return { ...images, channels: 1, features: (images.features as Uint8Array).filter((_, at) => at % 3 === 0) };
}

const standard: Partial<RunConfig> = { data: { ...defaultConfig().data, scale: 'standard' } };

/** Rows of a table whose columns lie far from 0 and apart, the last ones as times do: float32 does not hold them. */
function table(): Dataset {
  const random = new MersenneTwister(5);
  const labels = Uint8Array.from({ length: 300 }, (_, i) => i % 3);
  const features = Float64Array.from({ length: 300 * 5 }, (_, at) => {
    const [row, column] = [Math.floor(at / 5), at % 5];
    return 10 ** (2 * column + 1) + (labels[row] + random.double()) * 10 ** (column - 2);
  });
  const origin = { table: true, usual: 'none', before: 'none' } as const;
  return { count: 300, width: 5, height: 1, channels: 1, features, origin, labels, classes: ['a', 'b', 'ü'] };
}

export const exported: Exported[] = [
  {
    name: 'convolution of unequal height, width and channels',
    layers: [window, pool, { kind: 'dense', width: 12, activation: 'tanh' }],
    images: colours(3200),
    changes: { data: { ...defaultConfig().data, testFraction: 0.79, validationFraction: 0 } },
  },
  {
    name: 'two convolutions',
    layers: [{ ...window, size: 2 }, { kind: 'convolution', size: 4, channels: 7, activation: 'sigmoid' }, pool],
    images: colours(200),
  },
  {
    name: 'dense on pictures of colour',
    layers: [{ kind: 'dense', width: 9, activation: 'sigmoid' }],
    images: colours(200),
  },
  { name: 'rows of a table', layers: [{ kind: 'dense', width: 8, activation: 'relu' }], images: table() },
  { name: 'standardised pictures', layers: [window, pool], images: colours(200), changes: standard },
  { name: 'standardised pictures of grey', layers: [window], images: grey(), changes: standard },
  { name: 'no hidden layer, in replay', layers: [], images: colours(200), changes: { mode: 'replay' } },
];

/** A network after an epoch, or at its beginning, with how it reads the test part. */
export function modelOf(
  { layers, images, changes }: Exported,
  epochs: number,
): { model: TrainedModel; config: RunConfig; parts: Parts; logits: Float32Array; checkpoint: Uint8Array } {
  const base = defaultConfig();
  const data = changes?.data ?? base.data;
  const config: RunConfig = {
    ...base,
    network: { layers },
    batch: 40,
    optimiser: { ...base.optimiser, rate: 0.02 },
    ...changes,
    data: images.origin.table ? { ...data, scale: 'standard' } : data,
  };
  const parts = partSets(config, [images]);
  const { trainer } = trainerOf({ ...config, epochs: Math.max(1, epochs) }, { parts });
  if (epochs > 0) for (const step of trainer.run()) if (step.kind === 'end') break;
  const checkpoint = trainer.checkpoint();
  const { height, width, channels, classes } = images;
  const model = trainedModel(
    { name: 'checkpoint', bytes: checkpoint },
    { layers, item: { height, width, channels }, classes },
  );
  return { model, config, parts, logits: trainer.readTest(), checkpoint };
}

/** The features of the test part as their file has them, in the order of PyTorch: channels, height, width. */
export function rawTest({ sets: [set], test }: Parts): { data: Float64Array; shape: number[] } {
  const { height, width, channels, features } = set;
  const size = height * width * channels;
  const data = new Float64Array(test.length * size);
  test.forEach((row, i) => {
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let c = 0; c < channels; c++)
          data[i * size + (c * height + y) * width + x] = features[row * size + (y * width + x) * channels + c];
  });
  return { data, shape: height > 1 ? [test.length, channels, height, width] : [test.length, size] };
}
