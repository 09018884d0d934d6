import type { LabelsApi } from '../../protocol/labels.js';
import type { Handlers } from '../../protocol/rpc.js';
import type { LabelFinder } from './labelFinder.js';
import { t } from '../ports/t.js';
import { type OwnExport, saveExport } from './exporting.js';
import { openJson } from './subject.js';

/** What an inspector of a run answers on doubtful labels. */
export const findsLabels = (finder: LabelFinder, title: () => string): Handlers<LabelsApi> => ({
  labels: () => finder.state,
  findLabels: (what) => finder.begin(what),
  stopLabels: () => finder.stop(),
  doubtful: (query) => finder.page(query),
  openLabel: (index) => openJson(finder.document(index)),
  exportLabels: () => saveExport(title(), 'labels.csv', finder.csv()),
});

/** What was found goes out with the other exports of its run. */
export const labelExports = (finder: LabelFinder): OwnExport[] =>
  finder.state.found
    ? [{ id: 'labels.csv', label: t('Doubtful labels as CSV'), group: t('Run'), make: async () => finder.csv() }]
    : [];

/** Predictions from files have no images that a network could be trained on. */
export const findsNoLabels: Handlers<LabelsApi> = {
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
};
