import { checkConfig } from '@surprisal/core';
import * as v from 'valibot';
import type { InspectorApi, SidebarApi } from '../../protocol/pages.js';
import type { Checks } from '../../protocol/rpc.js';

/** Everything that a page sends is checked here before use; a message carries no path, command or code. */
const nothing = v.parser(v.null());
const index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const classFilter = v.nullable(v.pipe(index, v.maxValue(1e6)));

export const sidebarChecks: Checks<SidebarApi> = {
  hydrate: nothing,
  configure: checkConfig,
  train: checkConfig,
  control: v.parser(v.picklist(['pause', 'resume', 'stop', 'stepBatch', 'stepEpoch', 'rewind'])),
  pace: v.parser(v.pipe(v.number(), v.minValue(0), v.maxValue(10_000))),
  inspect: v.parser(v.pipe(v.string(), v.maxLength(100))),
  showLog: nothing,
  openData: nothing,
  configuration: v.parser(v.picklist(['open', 'save'])),
  ping: nothing,
};

const exportId = v.pipe(v.string(), v.regex(/^[a-z]{1,20}\.(svg|png|csv|md|json|html)$/));
/** The most that one export may weigh, bytes. */
const HEAVIEST = 2 ** 28;
const short = v.pipe(v.string(), v.maxLength(200));

/** Of a run; the latest where it is left out or null. */
const epoch = v.optional(v.nullable(index));
const image = v.parser(v.object({ index, epoch }));
const query = v.parser(
  v.object({
    actual: classFilter,
    predicted: classFilter,
    order: v.picklist(['mostSurprising', 'leastSurprising', 'index']),
    offset: index,
    count: v.pipe(index, v.maxValue(500)),
    epoch,
  }),
);

const classGroup = v.pipe(v.array(v.pipe(index, v.maxValue(255))), v.minLength(2), v.maxLength(256), v.check(distinct));
function distinct(indices: number[]): boolean {
  return new Set(indices).size === indices.length;
}

export const inspectorChecks: Checks<InspectorApi> = {
  hydrate: nothing,
  remember: v.parser(
    v.object({
      percentOf: v.picklist(['actual', 'predicted', 'all']),
      hideDiagonal: v.boolean(),
      order: v.picklist(['class', 'similarity']),
      selected: v.nullable(v.object({ actual: index, predicted: index })),
    }),
  ),
  images: query,
  rows: query,
  predictions: v.parser(v.nullable(index)),
  contrast: v.parser(v.object({ actual: index, predicted: index, epoch })),
  openImage: image,
  copyImage: image,
  restore: v.parser(index),
  branch: v.parser(index),
  otherRuns: nothing,
  compareRuns: v.parser(v.object({ other: v.pipe(v.string(), v.maxLength(100)), epoch })),
  imagesAt: v.parser(v.object({ indices: v.pipe(v.array(index), v.maxLength(500)), epoch })),
  labels: nothing,
  findLabels: v.parser(v.picklist(['find', 'check'])),
  stopLabels: nothing,
  doubtful: v.parser(
    v.object({
      given: classFilter,
      suggested: classFilter,
      order: v.picklist(['confidence', 'margin']),
      offset: index,
      count: v.pipe(index, v.maxValue(500)),
    }),
  ),
  openLabel: v.parser(index),
  exportLabels: nothing,
  trainMerged: v.parser(
    v.pipe(
      v.array(classGroup),
      v.minLength(1),
      v.maxLength(128),
      v.check((groups) => distinct(groups.flat())),
    ),
  ),
  trainOnly: v.parser(classGroup),
  readAgain: nothing,
  importPredictions: nothing,
  why: v.parser(v.object({ actual: index, predicted: index, epoch: index })),
  stopWhy: nothing,
  chooseExport: v.parser(
    v.object({
      items: v.pipe(v.array(v.object({ id: exportId, label: short, group: short })), v.maxLength(100)),
      epoch: v.nullable(index),
    }),
  ),
  saveExport: v.parser(
    v.object({
      id: exportId,
      content: v.pipe(
        v.instance(Uint8Array),
        v.check(({ byteLength }) => byteLength <= HEAVIEST),
      ),
    }),
  ),
  curves: nothing,
  weights: v.parser(v.nullable(index)),
  openDrawn: v.parser(
    v.object({
      epoch: index,
      pixels: v.pipe(v.instance(Uint8Array), v.length(784)),
      actual: v.nullable(index),
      logits: v.pipe(v.instance(Float64Array), v.minLength(1), v.maxLength(256)),
    }),
  ),
  ping: nothing,
};
