import * as fs from 'node:fs/promises';
import type { Uri } from 'vscode';
import { nodeFiles } from '../../runs/disk/nodeFiles.js';
import type { Files } from '../../runs/disk/safeDisk.js';

/** The files below a folder of this machine; undefined for one of any other file system. */
export const localFiles = (uri: Uri): Files | undefined =>
  uri.scheme === 'file' ? nodeFiles(fs, uri.fsPath) : undefined;
