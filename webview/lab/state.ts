import { computed, signal } from '@preact/signals';
import { bestRates, completeSeeds, labPlan, labRows, type LabPlan, type LabSettings } from '@surprisal/core';
import type { LabApi, LabEvents, LabState, LabView } from '../../extension/protocol/lab.js';
import { attempt } from '../shared/failure.js';
import { connect } from '../shared/host.js';

export const state = signal<LabState | null>(null);

export const host = connect<LabApi, LabEvents>();
host.on('state', (next) => (state.value = next));
host.on('progress', ({ share, runs, done }) => {
  const now = state.value;
  if (!now?.lab) return;
  const all = [...now.lab.runs, ...runs];
  state.value = { ...now, share, lab: { ...now.lab, runs: all } };
  // Some runs did not come, or came twice: the host gives all of them again.
  if (all.length !== done) attempt(host.call('hydrate', null).then((whole) => (state.value = whole)));
});

export const lab = computed(() => state.value?.lab ?? null);
export const running = computed(() => lab.value?.status === 'running');
/** The comparison that Run begins. */
export const next = computed<LabPlan | null>(() => state.value && labPlan(state.value.config, state.value.settings));

/** The one rate at which all are compared: as chosen, else that of the run, else the middle one. */
export const commonRate = computed<number | null>(() => {
  const plan = lab.value?.plan;
  if (!plan) return null;
  const sorted = [...plan.rates].sort((a, b) => a - b);
  const wanted = [state.value?.view.rate, plan.config.optimiser.rate].find(
    (rate) => rate != null && sorted.includes(rate),
  );
  return wanted ?? sorted[Math.floor((sorted.length - 1) / 2)];
});

export const seeds = computed(() => (lab.value ? completeSeeds(lab.value.plan, lab.value.runs) : []));
export const best = computed(() => (lab.value ? bestRates(lab.value.plan, lab.value.runs) : []));

/**
 * The accuracy to come to: as chosen, else the greatest multiple of 5% that the first loss is above at its best rate,
 * or at the common one where it has none.
 */
export const target = computed<number>(() => {
  const chosen = state.value?.view.target;
  if (chosen != null || !lab.value) return chosen ?? 0.9;
  const { plan, runs } = lab.value;
  const [row] = labRows(plan, runs, best.value, 1);
  const end = row?.validation?.mean.at(-1);
  return end === undefined ? 0.9 : Math.max(0.05, Math.floor((end - 0.01) * 20) / 20);
});

const rowsAt = (rates: readonly (number | null)[]) =>
  lab.value && seeds.value.length > 0 ? labRows(lab.value.plan, lab.value.runs, rates, target.value) : [];
export const sameRows = computed(() => rowsAt(lab.value?.plan.losses.map(() => commonRate.value) ?? []));
export const bestRows = computed(() => rowsAt(best.value));

export function changeSettings(part: Partial<LabSettings>): void {
  const now = state.value;
  if (!now) return;
  const settings = { ...now.settings, ...part };
  state.value = { ...now, settings };
  attempt(host.call('settings', settings));
}

export function changeView(part: Partial<LabView>): void {
  const now = state.value;
  if (!now) return;
  const view = { ...now.view, ...part };
  state.value = { ...now, view };
  attempt(host.call('view', view));
}
