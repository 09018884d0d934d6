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

const query = v.parser(
  v.object({
    actual: classFilter,
    predicted: classFilter,
    order: v.picklist(['mostSurprising', 'leastSurprising', 'index']),
    offset: index,
    count: v.pipe(index, v.maxValue(500)),
  }),
);

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
  readings: nothing,
  compare: v.parser(v.object({ actual: index, predicted: index })),
  openImage: v.parser(index),
  copyImage: v.parser(index),
  restore: v.parser(index),
  branch: v.parser(index),
  readAgain: nothing,
  importPredictions: nothing,
  ping: nothing,
};
