import '../shared/base.css';
import '../shared/controls.css';
import './sidebar.css';
import { ConnectionLost } from '../shared/connection.js';
import { Failure } from '../shared/failure.js';
import { Later } from '../shared/later.js';
import { showPage, Waiting } from '../shared/page.js';
import { t } from '../shared/strings.js';
import { FormPart } from './formPart.js';
import { LoggedPart } from './loggedPart.js';
import { Controls, RunPart } from './runPart.js';
import { host, hydrate, logged, primary, ready, run } from './state.js';

const own = <RunPart key="own" />;
const other = <LoggedPart key="other" />;
/** A run of another program that has ended makes room for one that was trained here since; before any, one line says what would be. */
const ownFirst = (): boolean =>
  run.value === null || (logged.value?.live === false && run.value.started > logged.value.began);

const Page = () =>
  ready.value ? (
    <main>
      <h1 class="only-read">{t('Train')}</h1>
      <ConnectionLost />
      <FormPart />
      <Controls />
      <Failure />
      <Later>{() => (ownFirst() ? [own, other] : [other, own])}</Later>
    </main>
  ) : (
    <Waiting />
  );

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !event.ctrlKey || !primary.value.enabled) return;
  event.preventDefault();
  primary.value.press();
});
showPage(
  <Page />,
  () => host.call('ping', null),
  () => host.call('hydrate', null).then(hydrate),
);
