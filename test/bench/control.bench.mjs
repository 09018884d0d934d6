import { availableParallelism } from 'node:os';
import { timeOn } from './serverNode.mjs';

export const title = 'control';
export const peer = 'the aim';
export const limit = 1;

/** Measures how fast a run on the full set stops and reports, and how long it takes to an accuracy, on all cores. */
export function run() {
  const cores = availableParallelism();
  return [
    ['wide', 0.98, 5000],
    ['convolutional', 0.992, 60_000],
  ].flatMap(([preset, accuracy, aim]) => {
    const { seconds, epoch, messages, stops, pauses } = timeOn('controlTime.mjs', preset, accuracy, cores);
    const line = (what, times) => {
      const sorted = times.toSorted((a, b) => a - b);
      const middle = sorted[(sorted.length - 1) / 2];
      const note = `the worst of ${times.length}, median ${middle.toFixed(1)} ms`;
      return { title: `${title} ${preset}, ${what}`, ours: sorted.at(-1), peer: 200, note };
    };
    return [
      {
        title: `${title} ${preset}, Train to ${100 * accuracy}% on the test part`,
        ours: seconds * 1000,
        peer: aim,
        note: `reading included, epoch ${epoch}, threads: ${cores}`,
      },
      line('stop', stops),
      line('pause', pauses),
      { title: `${title} ${preset}, progress`, ours: messages, peer: 10, unit: 'messages a second' },
    ];
  });
}
