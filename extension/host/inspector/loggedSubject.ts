import { messageOf } from '@surprisal/core';
import { Soon } from '../ports/soon.js';
import type { Inspected, ShownEpoch } from '../../protocol/inspector/inspector.js';
import type { LoggedFacts } from '../../protocol/inspector/logged.js';
import type { LoggedEpoch, LoggedRun } from '../../runs/model/loggedRun.js';
import { inMessage } from '../../runs/model/loggedLive.js';
import { inspectedOf } from '../../runs/predictions/importedPredictions.js';
import { EpochAccuracies } from '../../runs/predictions/epochAccuracies.js';
import type { LoggedPredictions } from '../../runs/predictions/loggedPredictions.js';
import { predictionsCsv, predictionsJson, type PredictionTable } from '../../runs/predictions/predictionText.js';
import { t } from '../ports/t.js';
import { loggedState, problemWords } from '../runs/loggedWords.js';
import { comparesModel } from './compare.js';
import { loggedSet, loggedTitle, predictionsOf } from './loggedSet.js';
import { type CompareServices, othersChange } from './othersChange.js';
import { predictsLogged } from './matrix.js';
import { itemPictures } from './loggedItems.js';
import { predictionExports } from './predictionExports.js';
import type { Subject } from './subject.js';

const NONE = new Uint32Array(0);
/** Names of scalars that are shown beside the run. */
const MOST_SCALARS = 24;
/** A run that logs often is shown anew at most once in so many ms. */
const PAUSE = 500;

/** A run of another program as an inspector shows it, live while that program writes. */
export function loggedSubject(run: LoggedRun, services: CompareServices): Subject {
  const predictions = predictionsOf(run);
  const pictures = itemPictures(run, predictions, async () => (await services.logged.late()).baseOf(run));
  const accuracies = new EpochAccuracies(run);
  let latest: Awaited<ReturnType<LoggedPredictions['at']>> = null;
  let read: unknown;
  let fault: string | undefined;
  /** What is wrong with the files of its items. */
  let itemsFault: string | undefined;
  /** The classes of a run that logs counts alone. */
  let counted: readonly string[] = [];

  const title = (): string => loggedTitle(run, services.logged.logged);
  /** The epochs with predictions; of a run that logs counts alone, those with counts. */
  const shown = (): LoggedEpoch[] =>
    predictions.epochs.length > 0 ? predictions.epochs : run.epochs.filter(({ has }) => has.matrix);
  /** Reads how the latest epoch predicts, once for each. */
  const load = async (): Promise<void> => {
    const last = predictions.epochs.at(-1);
    if (last === read && latest) return;
    try {
      latest = await predictions.at(last?.epoch);
      counted = latest ? [] : ((await run.matrix())?.classes ?? []);
      fault = undefined;
    } catch (error) {
      // What an earlier epoch predicted is not shown as this one's.
      latest = null;
      fault = messageOf(error);
    }
    read = last;
    if (latest && last) accuracies.set(last, latest.imported.right / latest.predictions.actual.length);
  };
  const hasPictures = (): boolean => run.named.images && itemsFault === undefined;
  const facts = (): LoggedFacts => ({
    state: loggedState(run),
    live: run.active,
    latest: [...run.latest].slice(0, MOST_SCALARS).map(([name, value]) => ({ name, value: inMessage(value) })),
    problems: [...problemWords(run), ...(itemsFault === undefined ? [] : [itemsFault])],
    lacks: {
      ...(shown().length === 0 && {
        matrix: t('The run logged no labels and predictions yet: run.epoch(labels=…, logits=…) fills the matrix.'),
      }),
      ...(latest && !latest.imported.scores && { scores: scoresLack(run) }),
      ...(!hasPictures() &&
        latest?.imported.extras.length === 0 && {
          items: t('It logged no images: Run(…, images=…) shows them here, items=… names files.'),
        }),
    },
  });
  const epochs = (): ShownEpoch[] =>
    shown().map((each) => {
      const { epoch, step } = each;
      const accuracy = accuracies.of(each);
      const known = accuracy !== undefined && !Number.isNaN(accuracy);
      return { epoch, confusion: NONE, ...(step !== undefined && { step }), ...(known && { testAccuracy: accuracy }) };
    });
  const classes = (): string[] => [
    ...(latest?.predictions.classes ?? (run.classes.length > 0 ? run.classes : counted)),
  ];
  const summary = (): Inspected => {
    const inspected = inspectedOf({ id: run.id, title: title(), problem: fault, note: undefined }, undefined);
    const imported = latest?.imported;
    return {
      ...inspected,
      classes: classes(),
      testCount: latest?.predictions.actual.length ?? 0,
      epochs: epochs(),
      status: run.active
        ? 'running'
        : run.status === 'silent'
          ? 'stopped'
          : run.status === 'running'
            ? 'running'
            : run.status,
      message: fault ?? run.message,
      imported: imported && { ...imported, pictures: hasPictures() },
      logged: facts(),
    };
  };
  const tableOf = async (epoch: number | null): Promise<PredictionTable> => {
    const found = await predictions.at(epoch);
    if (!found) throw new Error(t('There are no predictions before the first epoch.'));
    return found.predictions;
  };
  return {
    id: run.id,
    get title() {
      return title();
    },
    summary,
    load,
    serve: (send, changed) => {
      let told = keyOf(run, fault ?? itemsFault);
      const soon = new Soon(PAUSE, () => {
        // A matrix of many classes is large: it is sent once an epoch.
        const now = keyOf(run, fault ?? itemsFault);
        if (now === told) send('logged', { facts: facts(), epochs: epochs() });
        else changed();
        told = now;
        // For the line behind the slider.
        void accuracies.count(tell);
      });
      let open = true;
      const tell = (): void => {
        if (open) soon.call();
      };
      // Its latest values by step, and what is wrong with them.
      if (run.active || run.epochs.length === 0) void run.loadSteps().then(tell, () => undefined);
      // What is wrong with the files of its items is told when the page has its first numbers.
      void run.items().then(tell, (error: unknown) => {
        itemsFault = messageOf(error);
        tell();
      });
      return {
        groups: {
          matrix: predictsLogged(run, predictions, classes),
          rows: {
            rows: async (query) =>
              (await (await predictions.at(query.epoch))?.page(query)) ?? { total: 0, wrong: 0, rows: [] },
            rowsAt: async ({ indices, epoch, whole }) =>
              (await (await predictions.at(epoch))?.rowsAt(indices, whole)) ?? [],
            readAgain: async () => {
              read = undefined;
              predictions.forget();
              changed();
            },
            ...pictures,
          },
          compare: comparesModel({ set: loggedSet(run, services.logged.logged, predictions) }, services),
        },
        listeners: [
          services.logged.onRun((other) => other === run && tell()),
          ...othersChange(send, services, run.id),
          {
            dispose: () => {
              open = false;
              accuracies.stop();
              soon.dispose();
            },
          },
        ],
      };
    },
    predictions: tableOf,
    exports: (epoch) =>
      predictionExports(
        () => tableOf(epoch),
        async () => ({ predictionsCsv, predictionsJson }),
        latest?.scoresAreStored,
      ),
  };
}

/** Changes where the page needs the whole state anew. */
const keyOf = ({ title, status, message, epochs }: LoggedRun, fault?: string): string => {
  const last = epochs.at(-1);
  return JSON.stringify([title, status, message, fault, epochs.length, last?.epoch, last?.time, last?.has]);
};

/** Why no probability is shown, and how one would be. */
const scoresLack = (run: LoggedRun): string =>
  run.epochs.at(-1)?.files.scores
    ? t('The scores of this epoch were not kept: Run(…, keep=…) keeps more of them.')
    : t('It logged no probabilities: run.epoch(labels=…, logits=…) or probs=… gives surprise and calibration.');
