import { latestMatrices } from '../../runs/model/latestMatrices.js';
import type { Run } from '../../runs/model/run.js';
import { loadStore } from '../ports/lateBundles.node.js';
import { log } from '../ports/log.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import type { Form } from '../train/form.js';
import type { RunQueue } from '../train/runQueue.js';
import type { Threads } from '../train/threads.js';
import { drawsOn } from './draw.js';
import { goesBack } from './epochs.js';
import type { LabelFinder } from './labelFinder.js';
import { findsLabels, labelExports } from './labels.js';
import { comparesLate, openPictureLate } from './lateGroups.js';
import { type CompareServices, othersChange } from './othersChange.js';
import { predictsRun } from './matrix.js';
import { mergesClasses } from './merge.js';
import { predictionsOf } from './predictionsOf.js';
import type { Subject } from './subject.js';
import { listsRows, showsTable } from './table.js';
import { type Explainer, explainsRun } from './why.js';

/** What the inspector of a run asks. */
export interface RunServices extends CompareServices {
  queue: RunQueue;
  library: RunLibrary;
  labelFinder: (run: Run) => LabelFinder;
  explainer: Explainer;
  threads: Threads;
  /** The settings that the form holds now. */
  form: Form;
}

/** A run as an inspector shows it, live while it trains. */
export function runSubject(run: Run, services: RunServices): Subject {
  const { extension, queue, library, labelFinder, explainer, threads, form } = services;
  const finder = labelFinder(run);
  return {
    get id() {
      return run.id;
    },
    get title() {
      return run.title;
    },
    summary: () => {
      const summary = run.summary();
      return { ...summary, epochs: latestMatrices(summary.epochs) };
    },
    load: () => run.loadMatrices(),
    serve: (send, changed) => {
      // Own images of a run from disk have a size once they are read again.
      if (run.summary().imageWidth === 0)
        void run.test.predictions().then(changed, (error: unknown) => log.error(run.id, error));
      const retrain = (config: typeof run.config): Promise<void> => queue.retrain(run, config);
      const table = showsTable(run, extension, {
        threads,
        library,
        retrain,
        tell: (share) => send('importance', share),
      });
      return {
        groups: {
          matrix: predictsRun(run),
          images: {
            images: (query) => run.test.images(query),
            imagesAt: ({ indices, epoch }) => run.test.imagesAt(indices, epoch),
            contrast: ({ actual, predicted, epoch }) => run.test.contrast(actual, predicted, epoch),
            openImageFile: async (index) => openPictureLate((await run.test.image(index))?.item.file, extension),
          },
          // Of images the page leaves both out.
          ...(run.config.data.source === 'files' && { rows: listsRows(run), table: table.handlers }),
          epochs: goesBack(run, queue, form),
          merge: mergesClasses(run, queue),
          why: explainsRun(run, explainer, extension, (how) => send('why', how)),
          compare: comparesLate({ run }, services),
          labels: findsLabels(finder, () => run.title, extension),
          draw: drawsOn(run, library, extension),
        },
        listeners: [
          queue.onChange((other) => other === run && changed()),
          queue.onEpoch((done) => done.run === run && send('epoch', done.record)),
          finder.onChange((labels) => send('labels', labels)),
          ...othersChange(send, services),
          queue.onChange(({ active }) => !active && send('runs', null)),
          { dispose: () => explainer.stop(run) },
          table,
        ],
      };
    },
    predictions: (epoch) => predictionsOf(run, epoch),
    exports: async (epoch) => [
      ...(await loadStore(extension)).runExports(run, epoch, services),
      ...labelExports(finder),
    ],
  };
}
