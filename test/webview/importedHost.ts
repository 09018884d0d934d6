import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { type PredictionChoices, readPredictions } from '@surprisal/core';
import { Rows } from '../../extension/runs/predictions/rows.js';
import type { InspectorApi, InspectorState, InspectorView } from '../../extension/protocol/pages.js';
import type { Handlers } from '../../extension/protocol/rpc.js';

const folder = join(process.cwd(), 'test/reference/data/predictions');
export const storedFile = (name: string) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) });

/** The host's own answers on predictions that were really read from files. */
export class ImportedHost {
  readonly asked: [method: string, params: unknown][] = [];
  /** What the person takes of a list of exports. */
  chosen: string | null = null;
  readonly saved: { id: string; content: Uint8Array }[] = [];
  onSaved: () => void = () => undefined;
  view: InspectorView = { percentOf: 'actual', hideDiagonal: false, order: 'class', selected: null };
  readonly rows: Rows;
  readonly title: string;
  /** Why the files could not be read again. */
  problem: string | undefined;

  constructor(files: { name: string; bytes: Uint8Array }[], choices: PredictionChoices = {}) {
    const inflate = (bytes: Uint8Array, format: 'gzip' | 'raw', limit: number) =>
      (format === 'gzip' ? gunzipSync : inflateRawSync)(bytes, { maxOutputLength: limit });
    const read = readPredictions(files, inflate, choices);
    if (read.kind !== 'predictions') throw new Error(JSON.stringify(read));
    this.rows = new Rows(read);
    this.title = files.map(({ name }) => name).join(', ');
  }

  state(): InspectorState {
    const { rows, title, problem } = this;
    const run = {
      id: 'import-1',
      title,
      status: problem === undefined ? ('finished' as const) : ('failed' as const),
      message: problem,
      classes: rows.read.classes,
      testCount: rows.read.actual.length,
      imageWidth: 0,
      imageHeight: 0,
      epochs: [],
      imported: rows.imported,
    };
    return { run, view: this.view };
  }

  readonly handlers: Handlers<InspectorApi> = {
    hydrate: () => this.state(),
    remember: (view) => void (this.view = view),
    images: () => ({ total: 0, items: [], pixels: new Uint8Array(0) }),
    rows: (query) => this.rows.page(query),
    predictions: () => this.rows.readings(),
    contrast: () => null,
    openImage: ({ index }) => void this.asked.push(['openImage', index]),
    copyImage: ({ index }) => void this.asked.push(['copyImage', index]),
    restore: () => undefined,
    branch: () => undefined,
    otherRuns: () => [],
    compareRuns: () => {
      throw new Error('nothing to compare');
    },
    imagesAt: () => ({ total: 0, items: [], pixels: new Uint8Array(0) }),
    trainMerged: () => undefined,
    trainOnly: () => undefined,
    labels: () => ({
      busy: null,
      share: 0,
      found: null,
      check: null,
      filter: { given: null, suggested: null, order: 'confidence' },
    }),
    findLabels: () => undefined,
    stopLabels: () => undefined,
    doubtful: () => ({ total: 0, items: [], pixels: new Uint8Array(0) }),
    openLabel: () => undefined,
    exportLabels: () => undefined,
    readAgain: () => void this.asked.push(['readAgain', null]),
    chooseExport: ({ items }) => {
      this.asked.push(['chooseExport', items]);
      return this.chosen;
    },
    saveExport: ({ id, content }) => {
      this.saved.push({ id, content });
      this.onSaved();
    },
    curves: () => null,
    weights: () => null,
    openDrawn: () => undefined,
    why: () => null,
    stopWhy: () => undefined,
    importPredictions: () => void this.asked.push(['importPredictions', null]),
    ping: () => undefined,
  };
}
