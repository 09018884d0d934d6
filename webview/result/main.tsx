import { signal } from '@preact/signals';
import { render } from 'preact';
import type { ResultApi, ResultEvents, ResultState } from '../../extension/protocol/result.js';
import '../shared/base.css';
import '../shared/controls.css';
import { connect } from '../shared/host.js';
import { ResultPage } from './page.js';
import './result.css';

const state = signal<ResultState | null>(null);
const host = connect<ResultApi, ResultEvents>({ state: (next) => (state.value = next) });

const App = () => state.value && <ResultPage state={state.value} host={host} />;

const root = document.getElementById('app');
if (root) render(<App />, root);
void host.call('hydrate', null).then((first) => (state.value ??= first));
