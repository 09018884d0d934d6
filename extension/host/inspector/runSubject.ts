import type { Uri } from 'vscode';
import type { Run } from '../../runs/model/run.js';
import { log } from '../ports/log.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import type { Form } from '../train/form.js';
import type { RunQueue } from '../train/runQueue.js';
import { comparesRun, runsChange } from './compare.js';
import { drawsOn } from './draw.js';
import { goesBack } from './epochs.js';
import { showsImages } from './images.js';
import type { LabelFinders } from './labelFinder.js';
import { findsLabels, labelExports } from './labels.js';
import { predictsRun } from './matrix.js';
import { mergesClasses } from './merge.js';
import { predictionExports, predictionsOf, recordExport, scriptExports } from './ownExports.js';
import type { Subject } from './subject.js';
import { type Explainer, explainsRun } from './why.js';

/** What the inspector of a run asks. */
export interface RunServices {
  extension: Uri;
  queue: RunQueue;
  library: RunLibrary;
  finders: LabelFinders;
  explainer: Explainer;
  /** The settings that the form holds now. */
  form: Form;
}

/** A run as an inspector shows it, live while it trains. */
export function runSubject(run: Run, { extension, queue, library, finders, explainer, form }: RunServices): Subject {
  const finder = finders.of(run);
  return {
    get id() {
      return run.id;
    },
    get title() {
      return run.title;
    },
    summary: () => run.summary(),
    load: () => run.loadMatrices(),
    serve: (send, changed) => {
      // Own images of a run from disk have a size once they are read again.
      if (run.summary().imageWidth === 0)
        void run.test.predictions().then(changed, (error: unknown) => log.error(run.id, error));
      return {
        groups: {
          matrix: predictsRun(run),
          images: showsImages(run),
          epochs: goesBack(run, queue, form),
          merge: mergesClasses(run, queue),
          why: explainsRun(run, explainer, (how) => send('why', how)),
          compare: comparesRun(run, library),
          labels: findsLabels(finder, () => run.title),
          draw: drawsOn(run, library),
        },
        listeners: [
          queue.onChange((other) => other === run && changed()),
          queue.onEpoch((done) => done.run === run && send('epoch', done.record)),
          finder.onChange((labels) => send('labels', labels)),
          ...runsChange(library, queue, () => send('runs', null)),
          { dispose: () => explainer.stop(run) },
        ],
      };
    },
    exports: (epoch) => [
      ...predictionExports(() => predictionsOf(run, epoch)),
      ...scriptExports(run, extension),
      recordExport(run, library),
      ...labelExports(finder),
    ],
  };
}
