import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { type PredictionChoices, readPredictions } from '@surprisal/core';
import type { InspectorApi, InspectorState } from '../../extension/protocol/inspector/inspector.js';
import type { Handlers } from '../../extension/protocol/rpc.js';
import { ImportedPredictions, inspectedOf } from '../../extension/runs/predictions/importedPredictions.js';
import type { RowPicture } from '../../extension/protocol/inspector/rows.js';
import type { ComparedModel } from '../../extension/protocol/comparing.js';
import { modelOfImport } from '../../extension/runs/derive/comparedModel.js';
import { compareModels } from '../../extension/runs/derive/compareRuns.js';
import { modelTable } from '../../extension/runs/derive/modelTable.js';
import { PageHost } from './pageHost.js';

const folder = join(process.cwd(), 'test/reference/data/predictions');
export const storedFile = (name: string) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) });

/** The host's own answers on predictions that were really read from files. */
export class ImportedHost extends PageHost {
  readonly rows: ImportedPredictions;
  readonly title: string;
  /** The pictures that rows name. */
  pictureOf: (index: number) => RowPicture = (index) => ({ index, problem: 'It is not there.' });
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
    return { run, view: this.view, groups: ['page', 'matrix', 'rows', 'compare', 'export'] };
  }

  /** Other sets that this one is compared with, by their titles. */
  others: ImportedHost[] = [];

  private model(): ComparedModel {
    return modelOfImport(this.title, this.title, this.rows);
  }

  private other(id: string): ComparedModel {
    return this.others.find(({ title }) => title === id)!.model();
  }

  readonly handlers = {
    ...this.common,
    ...this.noted('readAgain'),
    hydrate: () => this.state(),
    rows: (query) => this.rows.page(query),
    rowsAt: ({ indices }) => this.rows.rowsAt(indices),
    rowPictures: (asked) => {
      this.asked.push(['rowPictures', asked]);
      return asked.indices.map((index) => this.pictureOf(index));
    },
    ...this.noted('openRowPicture'),
    otherRuns: () => this.others.map(({ title }) => ({ id: title, title, kind: 'import' as const, accuracy: null })),
    compareRuns: ({ other }) => {
      const found = compareModels(this.model(), this.other(other));
      if ('differ' in found) throw new Error(`They differ in ${found.differ}.`);
      return found;
    },
    compareModels: ({ others }) => {
      const models = others.map((id) => this.other(id));
      return { ...modelTable(this.model(), models), problems: [] };
    },
    predictions: () => this.rows.columns(),
    matrix: () => this.rows.imported.confusion,
  } satisfies Handlers<Partial<InspectorApi>>;
}
