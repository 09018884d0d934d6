import type { AnalysisEvents } from '../protocol/analysis.js';

/** A long piece of work, which says now and then how far it is, and perhaps what it waits for. */
export type Work<R> = Generator<AnalysisEvents['analysed'] & { wait?: Promise<void> }, R, undefined>;
