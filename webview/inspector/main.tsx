import { render } from 'preact';
import '../shared/base.css';
import '../shared/controls.css';
import '../shared/tabPage.css';
import { ConnectionLost, watchConnection } from '../shared/connection.js';
import { attempt, Failure } from '../shared/failure.js';
import { said } from './nouns.js';
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
import './inspector.css';
import './merge.css';
import { LabelsPart } from './labels/labelsTab.js';
import './labels.css';
import { MatrixPart } from './matrix/matrixTab.js';
import { MergePart } from './merge/mergeTab.js';
import { PairsPart } from './pairs/pairsTab.js';
import { ScoresPart } from './classes/scores.js';
import { RowsPart } from './images/rows.js';
import { WhyPart } from './why/whyTab.js';
import { host, hydrate, imported, isImport, run, tab, type TabId, whenExporting } from './state.js';

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
  ...(imported.value?.counted
    ? []
    : [
        {
          id: 'images' as const,
          label: said('Images'),
          content: () => (isImport.value ? <RowsPart /> : <ImagesPart />),
        },
      ]),
  { id: 'merge', label: t('Merge'), content: () => <MergePart /> },
  ...(isImport.value ? [] : ofNetworks()),
];

/** What needs the network itself, and not only how it read the test part. */
const ofNetworks = (): (Tab & { id: TabId })[] => [
  { id: 'why', label: t('Why'), content: () => <WhyPart /> },
  { id: 'compare', label: t('Compare'), content: () => <ComparePart /> },
  { id: 'labels', label: t('Labels'), content: () => <LabelsPart /> },
  { id: 'draw', label: t('Draw'), content: () => <DrawPart /> },
];

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

whenExporting((id) => attempt(exportSome(id)));
watchTheme();
watchConnection(() => host.call('ping', null));
const app = document.getElementById('app');
if (app) render(<Page />, app);
attempt(host.call('hydrate', null).then(hydrate));
