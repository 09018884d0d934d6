import type { Uri } from 'vscode';
import { loadCommands } from '../ports/lateBundles.node.js';
import type { ReadPictures } from './readPictures.js';

/** The reading of a folder of pictures, which loads with the commands. */
export const latePictures =
  (extension: Uri): ReadPictures =>
  async (...asked) =>
    (await loadCommands(extension)).readPictures(...asked);
