import { timeOn } from './serverNode.mjs';

export const title = 'matrix product';
export const peer = 'the limit of 128-bit multiply-add';
/** A product must reach at least 90% of the limit. */
export const limit = 1 / 0.9;

/** Measures each product in turn with a loop of multiply-adds on registers, first on one thread, then on two. */
export const run = () => timeOn('multiplyTime.mjs');
