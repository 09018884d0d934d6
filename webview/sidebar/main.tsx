import { render } from 'preact';
import '../shared/base.css';
import '../shared/controls.css';
import './sidebar.css';
import { ConnectionLost, watchConnection } from '../shared/connection.js';
import { t } from '../shared/strings.js';
import { attempt, Failure } from '../shared/failure.js';
import { watchTheme } from '../shared/theme.js';
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
    <main>
      <ConnectionLost />
      <Failure />
    </main>
  );

watchTheme();
watchConnection(() => host.call('ping', null));
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !event.ctrlKey || !primary.value.enabled) return;
  event.preventDefault();
  primary.value.press();
});
const app = document.getElementById('app');
if (app) render(<Page />, app);
attempt(host.call('hydrate', null).then(hydrate));
