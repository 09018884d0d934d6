import { env } from 'vscode';
import type { MatrixApi, TestItem } from '../../protocol/inspector/matrix.js';
import type { Handlers } from '../../protocol/rpc.js';
import { imageDocument } from '../../runs/derive/imageDocument.js';
import type { Run } from '../../runs/model/run.js';
import type { LoggedRun } from '../../runs/model/loggedRun.js';
import type { LoggedPredictions } from '../../runs/predictions/loggedPredictions.js';
import { t } from '../ports/t.js';
import type { ImportedSet } from './importedSet.js';
import { openJson } from './subject.js';

/** How a run predicts its test part. */
export const predictsRun = (run: Run): Handlers<MatrixApi> => ({
  predictions: (epoch) => run.test.predictions(epoch),
  matrix: (epoch) => run.matrixAt(epoch),
  ...documents(
    () => run.title,
    async ({ index, epoch }) => {
      const image = await run.test.image(index, epoch);
      if (!image) throw new Error(t('The test part has no image {0}.', index));
      return imageDocument(image.item, image.pixels, run.summary());
    },
  ),
});

/** The predictions that were read from files. */
export const predictsRows = (set: ImportedSet): Handlers<MatrixApi> => ({
  predictions: () => set.rows?.columns() ?? null,
  matrix: () => set.rows?.imported.confusion ?? null,
  ...documents(
    () => set.title,
    ({ index }) => {
      if (!set.rows || index >= set.rows.predictions.actual.length) throw new Error(t('There is no row {0}.', index));
      return set.rows.text(index, set.title);
    },
  ),
});

/** How the epochs of a logged run predict its items. */
export const predictsLogged = (
  run: LoggedRun,
  predictions: LoggedPredictions,
  classes: () => readonly string[],
): Handlers<MatrixApi> => ({
  predictions: async (epoch) => (await (await predictions.at(epoch))?.all())?.columns() ?? null,
  matrix: (epoch) => predictions.matrix(epoch, classes().length),
  ...documents(
    () => run.title,
    async ({ index, epoch }) => {
      const read = await predictions.at(epoch);
      if (!read || index >= read.predictions.actual.length) throw new Error(t('There is no row {0}.', index));
      return read.text(index, run.title);
    },
  ),
});

const documents = (
  title: () => string,
  textOf: (item: TestItem) => string | Promise<string>,
): Pick<Handlers<MatrixApi>, 'openItem' | 'copyItem'> => ({
  openItem: async (item) => openJson(title(), `${item.index}`, await textOf(item)),
  copyItem: async (item) => env.clipboard.writeText(await textOf(item)),
});
