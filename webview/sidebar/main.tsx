import '../shared/base.css';
import '../shared/controls.css';
import './sidebar.css';
import { ConnectionLost } from '../shared/connection.js';
import { Failure } from '../shared/failure.js';
import { showPage, Waiting } from '../shared/page.js';
import { t } from '../shared/strings.js';
import { FormPart } from './formPart.js';
import { Controls, RunPart } from './runPart.js';
import { host, hydrate, primary, ready } from './state.js';

const Page = () =>
  ready.value ? (
    <main>
      <h1 class="only-read">{t('Train')}</h1>
      <ConnectionLost />
      <FormPart />
      <Controls />
      <Failure />
      <RunPart />
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
