import type { Uri } from 'vscode';
import type { LabelsApi } from '../../protocol/inspector/labels.js';
import type { Handlers } from '../../protocol/rpc.js';
import { loadCommands } from '../ports/lateBundles.node.js';
import type { LabelFinder } from './labelFinder.js';
import { t } from '../ports/t.js';
import { openPictureLate } from './lateGroups.js';
import { openJson, type OwnExport } from './subject.js';

/** Doubtful labels of a run. */
export const findsLabels = (finder: LabelFinder, title: () => string, extension: Uri): Handlers<LabelsApi> => ({
  labels: () => finder.fresh(),
  findLabels: (what) => finder.begin(what),
  stopLabels: () => finder.stop(),
  doubtful: (query) => finder.page(query),
  openLabel: (index) => openJson(title(), `${index}`, finder.document(index)),
  openLabelFile: (index) => openPictureLate(finder.file(index), extension),
  exportLabels: async () => (await loadCommands(extension)).saveExport(title(), 'labels.csv', finder.csv()),
  decide: ({ indices, decision }) => finder.decide(indices, decision),
  undoDecision: (way) => finder.undoDecision(way),
  clearDecisions: () => finder.clearDecisions(),
  exportDecisions: async () =>
    (await loadCommands(extension)).saveExport(title(), 'corrections.csv', await finder.decisionsCsv()),
});

/** The doubtful labels are one of the exports of their run. */
export const labelExports = (finder: LabelFinder): OwnExport[] =>
  finder.state.found
    ? [
        { id: 'labels.csv', label: t('Doubtful labels as CSV'), group: t('Run'), make: async () => finder.csv() },
        {
          id: 'corrections.csv',
          label: t('Corrections of labels as CSV'),
          group: t('Run'),
          make: () => finder.decisionsCsv(),
        },
      ]
    : [];
