import type { Uri } from 'vscode';
import type { CompareApi } from '../../protocol/inspector/compare.js';
import type { RowsApi } from '../../protocol/inspector/rows.js';
import type { Handlers } from '../../protocol/rpc.js';
import { loadCommands } from '../ports/lateBundles.node.js';
import type { Own } from './compare.js';
import type { CompareServices } from './othersChange.js';
import type { Pictured } from './rowPictures.js';

/** Answers to a page whose makers load at the first question. */
export function comparesLate(own: Own, services: CompareServices): Handlers<CompareApi> {
  const made = async () => (await loadCommands(services.extension)).comparesModel(own, services);
  return {
    otherRuns: async (params) => (await made()).otherRuns(params),
    compareRuns: async (params) => (await made()).compareRuns(params),
    compareModels: async (params) => (await made()).compareModels(params),
  };
}

type PicturesApi = Pick<RowsApi, 'rowPictures' | 'openRowPicture'>;
export function picturesLate(set: Pictured, extension: Uri): Handlers<PicturesApi> {
  const made = async () => (await loadCommands(extension)).showsPictures(set);
  return {
    rowPictures: async (params) => (await made()).rowPictures(params),
    openRowPicture: async (params) => (await made()).openRowPicture(params),
  };
}

/** Opens the file of an image of a folder that was trained on. */
export const openPictureLate = async (path: string | undefined, extension: Uri): Promise<void> =>
  (await loadCommands(extension)).openPicture(path);
