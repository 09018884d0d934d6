import type { DataConfig } from './config.js';
import type { RunFiles } from './prepare.js';

const sample = { images: 'sample-images.idx.gz', labels: 'sample-labels.idx.gz' };

/** The packed files that MNIST is read from. The images of the sample lie apart from the other ones, to be read alone. */
export const mnistFiles = {
  'mnist-sample': sample,
  mnist: {
    ...sample,
    otherImages: 'rest-images.idx.gz',
    otherLabels: 'rest-labels.idx.gz',
    rows: 'sample-rows.idx.gz',
    testImages: 'test-images.idx.gz',
    testLabels: 'test-labels.idx.gz',
  },
} satisfies Record<Exclude<DataConfig['source'], 'files'>, { [K in keyof RunFiles]: string }>;
