import { render } from 'preact';
import type { GroupName } from '../../extension/protocol/inspector/inspector.js';
import '../shared/base.css';
import '../shared/controls.css';
import '../shared/tabPage.css';
import './inspector.css';
import { ConnectionLost, watchConnection } from '../shared/connection.js';
import { attempt, Failure } from '../shared/failure.js';
import { itemText } from './itemNouns.js';
import { t } from '../shared/strings.js';
import { Tabs, type Tab } from '../shared/tabs.js';
import { watchTheme } from '../shared/theme.js';
import { AveragesPart } from './classes/averages.js';
import { CalibrationPart } from './classes/calibration.js';
import { ClassesPart } from './classes/classesTab.js';
import { ComparePart } from './compare/compareTab.js';
import { Detail } from './matrix/detail.js';
import { DrawPart } from './draw/drawTab.js';
import { EpochSlider } from './epochSlider.js';
import { exportSome } from './export/exporting.js';
import { Ended, Header } from './header.js';
import { ImagesPart } from './images/imagesTab.js';
import { LabelsPart } from './labels/labelsTab.js';
import { MatrixPart } from './matrix/matrixTab.js';
import { MergePart } from './merge/mergeTab.js';
import { PairsPart } from './pairs/pairsTab.js';
import { ScoresPart } from './classes/scores.js';
import { RowsPart } from './images/rowsTab.js';
import { WhyPart } from './why/whyTab.js';
import { has, host, hydrate, isImport, run, tab, type TabId } from './state.js';

const tabs = (): (Tab & { id: TabId })[] => [
  {
    id: 'matrix',
    label: t('Matrix'),
    content: () => (
      <>
        <div class="two">
          <MatrixPart />
          <Detail />
        </div>
        <ClassesPart />
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
        <div class="two-tables">
          <AveragesPart />
          <CalibrationPart />
        </div>
      </>
    ),
  },
  { id: 'pairs', label: t('Pairs'), content: () => <PairsPart /> },
  ...tabOf('images', { id: 'images', label: itemText('Images'), content: () => <ImagesPart /> }),
  ...tabOf('rows', { id: 'images', label: itemText('Images'), content: () => <RowsPart /> }),
  { id: 'merge', label: t('Merge'), content: () => <MergePart /> },
  ...tabOf('why', { id: 'why', label: t('Why'), content: () => <WhyPart /> }),
  ...tabOf('compare', { id: 'compare', label: t('Compare'), content: () => <ComparePart /> }),
  ...tabOf('labels', { id: 'labels', label: t('Labels'), content: () => <LabelsPart /> }),
  ...tabOf('draw', { id: 'draw', label: t('Draw'), content: () => <DrawPart /> }),
];

/** A tab that is shown where the host serves its group. */
const tabOf = (group: GroupName, tab: Tab & { id: TabId }): (Tab & { id: TabId })[] => (has(group) ? [tab] : []);

function Page() {
  if (!run.value)
    return (
      <main>
        <ConnectionLost />
        <Failure />
      </main>
    );
  return (
    <main>
      <Header />
      <ConnectionLost />
      <Failure />
      <Ended />
      {run.value.imported !== null && <Views />}
    </main>
  );
}

const Views = () => (
  <Tabs
    label={isImport.value ? t('Views of the predictions') : t('Views of the run')}
    tabs={tabs()}
    selected={tab.value}
    onSelect={(id) => (tab.value = id as TabId)}
    extra={<EpochSlider />}
  />
);

host.on('export', (id) => attempt(exportSome(id)));
watchTheme();
watchConnection(() => host.call('ping', null));
const app = document.getElementById('app');
if (app) render(<Page />, app);
attempt(host.call('hydrate', null).then(hydrate));
