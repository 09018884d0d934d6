import { signal } from '@preact/signals';
import { render } from 'preact';
import type { ResultApi, ResultEvents, ResultState, TextNow } from '../../extension/protocol/result.js';
import '../shared/base.css';
import '../shared/controls.css';
import './result.css';
import { connect } from '../shared/host.js';
import { ResultPage } from './page.js';

const state = signal<ResultState | null>(null);
const now = signal<TextNow>({ places: [], stale: null });
const show = (next: ResultState): void => {
  [state.value, now.value] = [next, next.now];
};
const host = connect<ResultApi, ResultEvents>();
host.on('state', show);
host.on('now', (next) => (now.value = next));

const App = () => state.value && <ResultPage state={state.value} now={now.value} host={host} />;

const root = document.getElementById('app');
if (root) render(<App />, root);
void host.call('hydrate', null).then((first) => {
  if (first && !state.value) show(first);
});
