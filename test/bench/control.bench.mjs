import { timeOn } from './serverNode.mjs';

export const title = 'control';

/** Measures how fast a run on the full set stops and reports, and how long it takes to an accuracy, on all cores. */
export function run({ cores, round }) {
  return [
    ['wide', 0.98, 5000],
    ['convolutional', 0.992, 60_000],
  ].flatMap(([preset, accuracy, aim]) => {
    const { seconds, epoch, messages } = timeOn('controlTime.mjs', preset, accuracy, cores);
    const line = (what, times) => {
      const sorted = times.toSorted((a, b) => a - b);
      const middle = sorted[(sorted.length - 1) / 2];
      const note = `the worst of ${times.length}, median ${middle.toFixed(1)} ms`;
      return { title: `${title} ${preset}, ${what}`, ours: sorted.at(-1), bound: 200, note };
    };
    // Each is of many moments, so that once will do.
    const ended = round > 0 ? null : timeOn('controlTime.mjs', preset, 'ends', cores);
    return [
      {
        title: `${title} ${preset}, Train to ${100 * accuracy}% on the test part`,
        ours: seconds * 1000,
        bound: aim,
        note: `reading included, epoch ${epoch}, threads: ${cores}`,
      },
      ...(ended ? [line('stop', ended.stops), line('pause', ended.pauses)] : []),
      { title: `${title} ${preset}, progress`, ours: messages, bound: 10, unit: 'messages a second' },
    ];
  });
}
