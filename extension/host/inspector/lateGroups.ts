import type { Disposable, Uri } from 'vscode';
import type { CompareApi } from '../../protocol/inspector/compare.js';
import type { RowsApi } from '../../protocol/inspector/rows.js';
import type { Handlers } from '../../protocol/rpc.js';
import { loadCommands } from '../ports/lateBundles.node.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import type { Threads } from '../train/threads.js';
import type { Own } from './compare.js';
import type { PredictionImports } from './predictionImports.js';
import type { Pictured } from './rowPictures.js';
import type { Send } from './subject.js';

/** What a model is compared with: the runs of the folder, and what was imported. */
export interface CompareServices {
  extension: Uri;
  library: Pick<RunLibrary, 'runs' | 'ready' | 'get' | 'onChange'>;
  threads: Pick<Threads, 'analyse'>;
  imports: Pick<PredictionImports, 'known' | 'find' | 'onOpen'>;
}

/** Answers to a page whose makers load at the first question. */
export function comparesLate(own: Own, services: CompareServices): Handlers<CompareApi> {
  const made = async () => (await loadCommands(services.extension)).comparesModel(own, services);
  return {
    otherRuns: async (params) => (await made()).otherRuns(params),
    compareRuns: async (params) => (await made()).compareRuns(params),
    compareModels: async (params) => (await made()).compareModels(params),
  };
}

/** Tells a page when a run or an import came, ended, went or has another name. */
export const othersChange = (send: Send, { library, imports }: CompareServices): Disposable[] => [
  library.onChange(() => send('runs', null)),
  imports.onOpen(() => send('runs', null)),
];

type PicturesApi = Pick<RowsApi, 'rowPictures' | 'openRowPicture'>;
export function picturesLate(set: Pictured, extension: Uri): Handlers<PicturesApi> {
  const made = async () => (await loadCommands(extension)).showsPictures(set);
  return {
    rowPictures: async (params) => (await made()).rowPictures(params),
    openRowPicture: async (params) => (await made()).openRowPicture(params),
  };
}
