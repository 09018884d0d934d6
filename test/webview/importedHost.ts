import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { type PredictionChoices, readPredictions } from '@surprisal/core';
import type { InspectorApi, InspectorState } from '../../extension/protocol/inspector/inspector.js';
import type { Handlers } from '../../extension/protocol/rpc.js';
import { ImportedPredictions, inspectedOf } from '../../extension/runs/predictions/importedPredictions.js';
import { PageHost } from './pageHost.js';

const folder = join(process.cwd(), 'test/reference/data/predictions');
export const storedFile = (name: string) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) });

/** The host's own answers on predictions that were really read from files. */
export class ImportedHost extends PageHost {
  readonly rows: ImportedPredictions;
  readonly title: string;
  /** Why the files could not be read again. */
  problem: string | undefined;

  constructor(files: { name: string; bytes: Uint8Array }[], choices: PredictionChoices = {}) {
    super();
    const inflate = (bytes: Uint8Array, format: 'gzip' | 'raw', limit: number) =>
      (format === 'gzip' ? gunzipSync : inflateRawSync)(bytes, { maxOutputLength: limit });
    const read = readPredictions(files, inflate, choices);
    if (read.kind !== 'predictions') throw new Error(JSON.stringify(read));
    this.rows = new ImportedPredictions(read);
    this.title = files.map(({ name }) => name).join(', ');
  }

  state(): InspectorState {
    const { rows, title, problem } = this;
    const run = inspectedOf({ id: 'import-1', title, problem }, rows);
    return { run, view: this.view, groups: ['page', 'matrix', 'rows', 'export'] };
  }

  readonly handlers = {
    ...this.common,
    ...this.noted('readAgain'),
    hydrate: () => this.state(),
    rows: (query) => this.rows.page(query),
    predictions: () => this.rows.columns(),
  } satisfies Handlers<Partial<InspectorApi>>;
}
