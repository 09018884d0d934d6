import { computed, effect, signal } from '@preact/signals';
import { defaultConfig, type RunConfig } from '@surprisal/core';
import type { SidebarApi, SidebarEvents, SidebarState } from '../../extension/protocol/train.js';
import { connect, savePageState, loadPageState, visible } from '../shared/host.js';
import { attempt } from '../shared/failure.js';
import { throttled } from '../shared/media.js';
import { Curve } from '../shared/series.js';
import { t } from '../shared/strings.js';
import { canonical } from './form.js';

type SidebarRun = NonNullable<SidebarState['run']>;

export const ready = signal(false);
export const data = signal<SidebarState['data']>([]);
export const examples = signal<SidebarState['examples']>(null);
export const pace = signal(0);
/** The next run: the form's last valid values. */
export const draft = signal<RunConfig>(defaultConfig());
/** Texts being typed, by field, where they differ from the draft; and what is wrong with them. */
export const typed = signal<Record<string, { text: string; problem: string }>>({});
/** Titles of the runs that wait for it to end. */
export const waiting = signal<readonly string[]>([]);
/** The run that trains or trained last; its batches are in `curves`. */
export const run = signal<Omit<SidebarRun, 'curves'> | null>(null);
export const curves = { loss: new Curve(), accuracy: new Curve() };
/** Why some of them are means of epochs. */
export const missing = signal<string | undefined>(undefined);
/** Counts the updates from the host: at most ten a second, and none while the page is hidden. */
export const drawn = signal(0);

const folds = loadPageState<Record<string, boolean>>({ loss: false, more: false });
export const open = signal(folds);
effect(() => savePageState(open.value));

/** Configurations that this page sent. When the host sends one back, it must not overwrite what is being typed. */
const sent = new Set<string>([canonical(draft.value)]);

export const host = connect<SidebarApi, SidebarEvents>();
host.on('state', hydrate);
host.on('configuration', (config) => {
  draft.value = config;
  typed.value = {};
});
host.on('progress', ({ run: id, batches }) => {
  if (run.value?.id !== id) return;
  curves.loss.write(batches.firstStep, batches.loss);
  curves.accuracy.write(batches.firstStep, batches.accuracy);
  arrived.progress = batches;
  settle();
});
host.on('epoch', ({ run: id, record }) => {
  if (run.value?.id !== id) return;
  arrived.epochs.push(record);
  settle();
});

const arrived: { progress: SidebarRun['progress']; epochs: SidebarRun['epochs'] } = { progress: null, epochs: [] };

function takeIn(): void {
  if (!run.value) return;
  const epochs = new Map([...run.value.epochs, ...arrived.epochs].map((record) => [record.epoch, record]));
  run.value = {
    ...run.value,
    progress: arrived.progress ?? run.value.progress,
    epochs: [...epochs.values()].sort((a, b) => a.epoch - b.epoch),
  };
  arrived.progress = null;
  arrived.epochs = [];
  drawn.value++;
}
const settle = throttled(100, () => {
  if (visible.peek()) takeIn();
});
effect(() => {
  if (visible.value) settle();
});

export function hydrate(state: SidebarState): void {
  arrived.progress = null;
  arrived.epochs = [];
  data.value = state.data;
  examples.value = state.examples;
  pace.value = state.pace;
  waiting.value = state.waiting ?? [];
  if (!sent.has(canonical(state.config))) {
    draft.value = state.config;
    typed.value = {};
  }
  curves.loss.clear();
  curves.accuracy.clear();
  missing.value = state.run?.curves.missing;
  if (state.run) {
    const { curves: all, ...rest } = state.run;
    curves.loss.write(1, all.loss);
    curves.accuracy.write(1, all.accuracy);
    run.value = rest;
  } else run.value = null;
  ready.value = true;
  drawn.value++;
}

export function configure(config: RunConfig): void {
  draft.value = config;
  sent.add(canonical(config));
  attempt(host.call('configure', config));
}

export const source = computed(() => data.value.find(({ source }) => source === draft.value.data.source));
export const dataProblem = computed(() => (ready.value ? source.value?.problem : undefined));
export const active = computed(
  () => run.value?.status === 'preparing' || run.value?.status === 'running' || run.value?.status === 'paused',
);

/** Early stop needs a validation part. It is the only problem that concerns two fields. */
export const patienceProblem = computed(() =>
  draft.value.earlyStop && draft.value.data.validationFraction === 0
    ? t('Needs a validation part above 0%.')
    : undefined,
);
export const wrongFields = computed(
  () => Object.keys(typed.value).length + (dataProblem.value ? 1 : 0) + (patienceProblem.value ? 1 : 0),
);
export const canTrain = computed(() => ready.value && wrongFields.value === 0);

export interface Action {
  label: string;
  icon: string;
  enabled: boolean;
  press: () => void;
}

/** The primary button. It stays in its place, whatever it does now. */
export const primary = computed<Action>(() => {
  const status = run.value?.status;
  if (status === 'running' || status === 'preparing') {
    const press = () => attempt(host.call('control', 'pause'));
    return { label: t('Pause'), icon: 'debug-pause', enabled: status === 'running', press };
  }
  if (status === 'paused' || run.value?.resumable)
    return { label: t('Resume'), icon: 'play', enabled: true, press: () => attempt(host.call('control', 'resume')) };
  return { label: t('Train'), icon: 'play', enabled: canTrain.value, press: train };
});

export function train(): void {
  sent.add(canonical(draft.value));
  attempt(host.call('train', draft.value));
}
