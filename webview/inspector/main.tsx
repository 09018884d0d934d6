import { render } from 'preact';
import '../shared/base.css';
import '../shared/controls.css';
import { ConnectionLost, watchConnection } from '../shared/connection.js';
import { attempt, Failure } from '../shared/failure.js';
import { t } from '../shared/strings.js';
import { Tabs, type Tab } from '../shared/tabs.js';
import { watchTheme } from '../shared/theme.js';
import { AveragesPart } from './averages.js';
import { CalibrationPart } from './calibration.js';
import { ClassesPart } from './classes.js';
import { Detail } from './detail.js';
import { EpochSlider } from './epochSlider.js';
import { Ended, Header } from './header.js';
import { ImagesPart } from './imagesTab.js';
import './inspector.css';
import { MatrixPart } from './matrix.js';
import { PairsPart } from './pairs.js';
import { ScoresPart } from './scores.js';
import { RowsPart } from './rows.js';
import { host, hydrate, isImport, run, tab, type TabId } from './state.js';

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
  {
    id: 'images',
    label: isImport.value ? t('Rows') : t('Images'),
    content: () => (isImport.value ? <RowsPart /> : <ImagesPart />),
  },
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

watchTheme();
watchConnection(() => host.call('ping', null));
const app = document.getElementById('app');
if (app) render(<Page />, app);
attempt(host.call('hydrate', null).then(hydrate));
