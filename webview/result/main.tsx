import { signal } from '@preact/signals';
import type { ResultApi, ResultEvents, ResultState, TextNow } from '../../extension/protocol/result.js';
import '../shared/base.css';
import '../shared/controls.css';
import './result.css';
import { connect } from '../shared/host.js';
import { showPage, Waiting } from '../shared/page.js';
import { ResultPage } from './page.js';

const state = signal<ResultState | null>(null);
const now = signal<TextNow>({ places: [], stale: null });
const show = (next: ResultState): void => {
  [state.value, now.value] = [next, next.now];
};
const host = connect<ResultApi, ResultEvents>();
host.on('state', show);
host.on('now', (next) => (now.value = next));

const Page = () => (state.value ? <ResultPage state={state.value} now={now.value} host={host} /> : <Waiting />);

showPage(
  <Page />,
  () => host.call('ping', null),
  async () => {
    const first = await host.call('hydrate', null);
    if (first && !state.value) show(first);
  },
);
