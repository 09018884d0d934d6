import { describeTable, type ExtraColumn, readPredictions } from '@surprisal/core';
import { giving, type Port, Rpc } from '../protocol/rpc.js';
import type { AnalysisApi, AnalysisEvents } from '../protocol/analysis.js';
import type { ArrayApi, ArrayEvents } from '../protocol/arrayThread.js';
import type { StartParams, TrainingApi, TrainingEvents } from '../protocol/training.js';
import { compareModels } from '../runs/derive/compareRuns.js';
import { modelTable } from '../runs/derive/modelTable.js';
import { readItemLists } from '../runs/sources/itemLists.js';
import { isPicturePack } from '../runs/pictures/picturePack.js';
import { ArrayQuestions } from './arrays/arrayQuestions.js';
import { inSlices } from './inSlices.js';
import type { Work } from './work.js';
import { inflate } from './platform.node.js';
import { findDoubtful } from './doubtfulLabels.js';
import { importWeights, weightsIn } from './importWeights.js';
import { LastRead, type ReadParts } from './lastRead.js';
import { compareLosses } from './lossLab.js';
import { labWithPictures, withPictures } from './pictures/decodeFolders.js';
import { projectData } from './project.js';
import { Session } from './session.js';
import { importanceOf, readRow, readTable } from './table.js';
import { why } from './why.js';

const HEARTBEAT = 2000;
const memoryOf = ({ units, ends }: ExtraColumn): ArrayBuffer[] =>
  [units, ends].map(({ buffer }) => buffer as ArrayBuffer);
type Empty = Record<never, never>;
type Serves = TrainingApi & AnalysisApi & ArrayApi;
type Sends = TrainingEvents & AnalysisEvents & ArrayEvents;

/** Serves the owner of this thread; `starting` is how work that reads files is called, where that takes more than a call. */
export function serve(
  port: Port,
  starting: <T>(start: () => T | Promise<T>) => T | Promise<T> = (start) => start(),
): void {
  const session: Session = new Session((name, data, transfer) => rpc.send(name, data as Sends[typeof name], transfer));
  const analyse = <R>(work: () => Work<R>): Promise<R> => inSlices(work(), (how) => rpc.send('analysed', how));
  const last = new LastRead(withPictures);
  const arrays: ArrayQuestions = new ArrayQuestions((how) => rpc.send('arrayProgress', how));
  const parts: ReadParts = (of) => last.parts(of);
  const rpc: Rpc<Serves, Empty, Sends, Empty> = new Rpc<Serves, Empty, Sends, Empty>(port, {
    start: (params: StartParams) => starting(() => session.start(withPictures(params))),
    predictions: ({ files, choices }) => starting(() => readPredictions(files, inflate, choices)),
    doubtful: (params) => starting(() => analyse(() => findDoubtful(last.pictures(params)))),
    lossLab: (params) =>
      starting(() => analyse(() => compareLosses(labWithPictures(params), (run) => rpc.send('labRun', run)))),
    why: (params) => starting(() => analyse(() => why(last.pictures(params), parts))),
    table: (params) => starting(() => analyse(() => readTable(params, parts))),
    project: (params) => starting(() => analyse(() => projectData(last.pictures(params), parts))),
    importance: (params) => starting(() => analyse(() => importanceOf(params, parts))),
    tableRow: (params) => starting(() => analyse(() => readRow(params, parts))),
    columns: ({ file, options }) =>
      starting(() => (isPicturePack(file) ? null : describeTable(file, inflate, options))),
    weights: (file) => starting(() => weightsIn(file)),
    importWeights: (params) => starting(() => importWeights(withPictures(params))),
    compare: ({ mine, theirs }) => starting(() => compareModels(mine, theirs)),
    sideBySide: ({ mine, others }) => starting(() => modelTable(mine, others)),
    itemLists: (file) =>
      starting(() => {
        const lists = readItemLists(file);
        return giving(lists, lists.beside.flatMap(memoryOf));
      }),
    ...arrays.handlers,
    pause: () => session.running.pause(),
    resume: () => session.running.go('run'),
    step: (by) => session.running.go(by),
    stop: () => session.running.stop(),
    pace: (pace) => session.running.setPace(pace),
  });
  let beats = 0;
  setInterval(() => rpc.send('heartbeat', ++beats), HEARTBEAT);
}
