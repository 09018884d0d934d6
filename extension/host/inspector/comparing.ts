import { commands, type Disposable } from 'vscode';
import type { CompareApi } from '../../protocol/compare.js';
import type { Handlers } from '../../protocol/rpc.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import { t } from '../ports/t.js';
import { compareRuns } from '../../runs/derive/compareRuns.js';
import { mergedConfig, onlyConfig } from '../../runs/derive/derivedConfig.js';
import { whyIncomparable } from './incomparable.js';
import type { Run } from '../../runs/model/run.js';
import type { RunQueue } from '../train/runQueue.js';

/** Where the new run is seen to train. */
const TRAIN_VIEW = 'surprisal.train.focus';

/** Tells when a run came, ended, went or has another name. */
export const runsChange = (library: RunLibrary, trainer: RunQueue, tell: () => void): Disposable[] => [
  library.onChange(tell),
  trainer.onChange((run) => {
    if (!run.active) tell();
  }),
];

/** What an inspector of a run answers on other runs, and on new ones made from it. */
export function comparesRun(run: Run, library: RunLibrary, trainer: RunQueue): Handlers<CompareApi> {
  const known = (indices: number[]): void => {
    const wrong = indices.find((index) => index >= run.classes.length);
    if (wrong !== undefined)
      throw new Error(t('There is no class {0}; expected one of the {1} classes.', wrong, run.classes.length));
  };
  return {
    otherRuns: async () => {
      await library.ready();
      const others = library.runs.filter((other) => other !== run && other.status !== 'preparing');
      others.sort((a, b) => Number(b.id === run.parent?.id) - Number(a.id === run.parent?.id));
      return others.map((other) => {
        const problem = whyIncomparable(run, other);
        const { id, title, config, epochs } = other;
        const accuracy = epochs.at(-1)?.testAccuracy ?? null;
        return { id, title, accuracy, config, ...(problem !== undefined && { problem }) };
      });
    },
    compareRuns: async ({ other, epoch }) => {
      const found = await library.get(other);
      if (!found) throw new Error(t('The run to compare with is gone.'));
      const problem = whyIncomparable(run, found);
      if (problem !== undefined) throw new Error(problem);
      const compared = await compareRuns(run, found, epoch);
      if (!compared) throw new Error(t('No image was tested by both runs: the data has changed between them.'));
      return compared;
    },
    imagesAt: async ({ indices, epoch }) => {
      const found = (await Promise.all(indices.map((index) => run.image(index, epoch)))).filter(
        (it) => it !== undefined,
      );
      const size = found[0]?.pixels.length ?? 0;
      const pixels = new Uint8Array(found.length * size);
      found.forEach((it, k) => pixels.set(it.pixels, k * size));
      return { total: found.length, items: found.map(({ item }) => item), pixels };
    },
    trainMerged: async (groups) => {
      known(groups.flat());
      await trainer.retrain(run, mergedConfig(run.config, run.classes, groups));
      await commands.executeCommand(TRAIN_VIEW);
    },
    trainOnly: async (kept) => {
      known(kept);
      await trainer.retrain(run, onlyConfig(run.config, run.classes, kept));
      await commands.executeCommand(TRAIN_VIEW);
    },
  };
}

/** Predictions from files can't be trained on, and have no images that a run was tested on. */
export const comparesNothing: Handlers<CompareApi> = {
  otherRuns: () => [],
  compareRuns: () => {
    throw new Error(t('Predictions from files can’t be compared with a run.'));
  },
  imagesAt: () => ({ total: 0, items: [], pixels: new Uint8Array(0) }),
  trainMerged: () => undefined,
  trainOnly: () => undefined,
};
