import { computed, signal } from '@preact/signals';
import type { Decision, LabelFilter, LabelsState } from '../../../extension/protocol/inspector/labels.js';
import { attempt } from '../../shared/failure.js';
import { host, run } from '../state.js';

/** What was found of the run that is shown, or of another one before it. */
export const state = signal<{ run: string; labels: LabelsState } | null>(null);
export const take = (labels: LabelsState): void => void (state.value = { run: run.peek()?.id ?? '', labels });
host.on('labels', take);

export const filter = signal<LabelFilter>({ given: null, suggested: null, order: 'confidence' });

export const decisions = computed(() => state.value?.labels.decisions ?? null);
/** What was decided, by the number of the image. */
export const decided = computed(
  () => new Map(decisions.value?.decided.map(({ index, decision }) => [index, decision])),
);

export const decide = (indices: readonly number[], decision: Decision | null): void =>
  attempt(host.call('decide', { indices: [...indices], decision }));
export const undoDecision = (way: 'undo' | 'redo'): void => attempt(host.call('undoDecision', way));
