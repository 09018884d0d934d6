import { computed, effect, signal } from '@preact/signals';
import { defaultConfig, type RunConfig } from '@surprisal/core';
import type { Control, LoggedLive, SidebarApi, SidebarEvents, SidebarState } from '../../extension/protocol/train.js';
import { canPress, isActive, isTraining } from '../../extension/protocol/runState.js';
import { connect, savePageState, loadPageState, visible } from '../shared/host.js';
import { attempt } from '../shared/failure.js';
import { throttled } from '../shared/media.js';
import { Curve } from '../shared/series.js';
import { t } from '../shared/strings.js';
import { canonical, itemShape, networkProblem as problemOf } from './form.js';

type SidebarRun = NonNullable<SidebarState['run']>;

export const ready = signal(false);
export const data = signal<SidebarState['data']>([]);
/** Of labels of the data in the form. */
export const corrections = signal<SidebarState['corrections']>(undefined);
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
/** The run that another program trains now. */
export const logged = signal<LoggedLive | null>(null);
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
host.on('logged', (now) => (logged.value = now));
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
  corrections.value = state.corrections;
  examples.value = state.examples;
  pace.value = state.pace;
  waiting.value = state.waiting ?? [];
  logged.value = state.logged ?? null;
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
export const dataProblem = computed(() => {
  const { problem, asksChannels, label = '' } = source.value ?? {};
  if (!ready.value) return undefined;
  return asksChannels ? t('{0}: colour may stand first or last in it; choose below which.', label) : problem;
});
export const active = computed(() => run.value !== null && isActive(run.value.status));
/** Whether a control does something now: to the run that is shown, or as the first step of a new one. */
export const pressable = (control: Control): boolean => {
  const begins = control === 'stepBatch' || control === 'stepEpoch';
  if (begins && !active.value) return canTrain.value;
  return run.value !== null && canPress(run.value, control);
};

/** Early stop needs a validation part. It is the only problem that concerns two fields. */
export const patienceProblem = computed(() =>
  draft.value.earlyStop && draft.value.data.validationFraction === 0
    ? t('Needs a validation part above 0%.')
    : undefined,
);
/** A network that can't stand on this data, where its text is right. */
export const networkProblem = computed(() =>
  typed.value.network ? undefined : problemOf(draft.value, itemShape(draft.value, source.value)),
);
export const wrongFields = computed(
  () =>
    Object.keys(typed.value).length +
    [dataProblem.value, patienceProblem.value, networkProblem.value].filter((each) => each !== undefined).length,
);
export const canTrain = computed(() => ready.value && wrongFields.value === 0);

interface Action {
  label: string;
  icon: string;
  enabled: boolean;
  press: () => void;
}

/**
 * Whether the primary button goes on with the run that ended. Where a person stopped it and has changed the form since,
 * it trains what the form says; Resume is then a link.
 */
const resumes = computed(() => {
  const { value } = run;
  if (!value?.resumable) return false;
  if (value.status !== 'stopped' || value.message !== undefined) return true;
  return settingsOf(value.config) === settingsOf(draft.value);
});
/** Data without a scale of its own gets one when it is read. */
const settingsOf = (config: RunConfig): string => canonical({ ...config, data: { ...config.data, scale: undefined } });

export const resume = (): void => attempt(host.call('control', 'resume'));

/** The primary button. It stays in its place, whatever it does now. */
export const primary = computed<Action>(() => {
  const status = run.value?.status;
  if (status && (isTraining(status) || status === 'preparing' || status === 'stopping')) {
    const press = () => attempt(host.call('control', 'pause'));
    return { label: t('Pause'), icon: 'debug-pause', enabled: pressable('pause'), press };
  }
  if (status === 'paused' || resumes.value) return { label: t('Resume'), icon: 'play', enabled: true, press: resume };
  return { label: t('Train'), icon: 'play', enabled: canTrain.value, press: train };
});

export function train(): void {
  sent.add(canonical(draft.value));
  attempt(host.call('train', draft.value));
}
