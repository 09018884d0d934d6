import type { ImagesApi } from '../../protocol/inspector/images.js';
import type { Handlers } from '../../protocol/rpc.js';
import type { Run } from '../../runs/model/run.js';

/** The images of a run's test part. */
export const showsImages = (run: Run): Handlers<ImagesApi> => ({
  images: (query) => run.test.images(query),
  imagesAt: ({ indices, epoch }) => run.test.imagesAt(indices, epoch),
  contrast: ({ actual, predicted, epoch }) => run.test.contrast(actual, predicted, epoch),
});
