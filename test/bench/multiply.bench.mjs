import { timeOn } from './serverNode.mjs';

export const title = 'matrix product';
export const peer = 'the limit of 128-bit multiply-add';
/** At least 90% of the limit. */
export const limit = 1 / 0.9;

/** Each product in turn with a loop of multiply-adds on registers alone; then on two threads at once. */
export const run = () => timeOn('multiplyTime.mjs');
