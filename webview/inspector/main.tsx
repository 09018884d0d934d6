import type { GroupName } from '../../extension/protocol/inspector/inspector.js';
import '../shared/base.css';
import '../shared/controls.css';
import '../shared/tabPage.css';
import './inspector.css';
import { attempt } from '../shared/failure.js';
import { Later } from '../shared/later.js';
import { Notices, showPage, Waiting } from '../shared/page.js';
import { itemText } from './itemNouns.js';
import { t } from '../shared/strings.js';
import { Tabs, type Tab } from '../shared/tabs.js';
import { AveragesPart } from './classes/averages.js';
import { CalibrationPart } from './classes/calibration.js';
import { ClassesPart } from './classes/classesTab.js';
import { ComparePart } from './compare/compareTab.js';
import { Detail } from './matrix/detail.js';
import { DrawPart } from './draw/drawTab.js';
import { EpochSlider } from './epochSlider.js';
import { exportSome } from './export/exporting.js';
import { Ended, Header, ImportNote } from './header.js';
import { ImagesPart } from './images/imagesTab.js';
import { LoggedPart } from './logged/loggedPart.js';
import { LabelsPart } from './labels/labelsTab.js';
import { ManyPart } from './many/manyPart.js';
import { MatrixPart } from './matrix/matrixTab.js';
import { MergePart } from './merge/mergeTab.js';
import { PairsPart } from './pairs/pairsTab.js';
import { ScoresPart } from './classes/scores.js';
import { RowsPart } from './images/rowsTab.js';
import { WhyPart } from './why/whyTab.js';
import { has, host, hydrate, isImport, isMany, isTable, logged, matrix, run, tab, type TabId } from './state.js';
import { TablePart } from './table/tableTab.js';

const tabs = (): (Tab & { id: TabId })[] => [
  {
    id: 'matrix',
    label: t('Matrix'),
    content: () => (
      <>
        {isMany.value && matrix.value ? (
          <>
            <ManyPart />
            <Detail />
          </>
        ) : (
          <div class="two">
            <MatrixPart />
            <Detail />
          </div>
        )}
        <Later>{() => <ClassesPart />}</Later>
      </>
    ),
  },
  {
    id: 'classes',
    label: t('Classes'),
    content: () => (
      <>
        <ClassesPart />
        <ScoresPart />
        <div class="two two-tables">
          <AveragesPart />
          <CalibrationPart />
        </div>
      </>
    ),
  },
  { id: 'pairs', label: t('Pairs'), content: () => <PairsPart /> },
  ...(isTable.value
    ? [{ id: 'images' as const, label: t('Rows'), content: () => <TablePart /> }]
    : [
        ...tabOf('images', { id: 'images', label: itemText('Images'), content: () => <ImagesPart /> }),
        ...(isImport.value
          ? tabOf('rows', { id: 'images', label: itemText('Images'), content: () => <RowsPart /> })
          : []),
      ]),
  { id: 'merge', label: t('Merge'), content: () => <MergePart /> },
  // Of a row its own tab says why.
  ...(isTable.value ? [] : tabOf('why', { id: 'why', label: t('Why'), content: () => <WhyPart /> })),
  ...tabOf('compare', { id: 'compare', label: t('Compare'), content: () => <ComparePart /> }),
  ...tabOf('labels', { id: 'labels', label: t('Labels'), content: () => <LabelsPart /> }),
  ...(isTable.value ? [] : tabOf('draw', { id: 'draw', label: t('Draw'), content: () => <DrawPart /> })),
];

/** A tab that is shown where the host serves its group. */
const tabOf = (group: GroupName, tab: Tab & { id: TabId }): (Tab & { id: TabId })[] => (has(group) ? [tab] : []);

const Page = () =>
  run.value ? (
    <main>
      <Header />
      <Notices />
      <Ended />
      <ImportNote />
      <LoggedPart />
      {run.value.imported !== null && logged.value?.lacks.matrix === undefined && <Views />}
    </main>
  ) : (
    <Waiting />
  );

const Views = () => (
  <Tabs
    label={isImport.value && !logged.value ? t('Views of the predictions') : t('Views of the run')}
    tabs={tabs()}
    selected={tab.value}
    onSelect={(id) => (tab.value = id as TabId)}
    extra={<EpochSlider />}
  />
);

host.on('export', (order) => attempt(exportSome(order)));
showPage(
  <Page />,
  () => host.call('ping', null),
  () => host.call('hydrate', null).then(hydrate),
);
