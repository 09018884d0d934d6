import type { ImageItem, RunSummary } from '../../protocol/pages.js';

/** One test image as JSON: its logits beside its target, so that Compute Loss gives the loss the inspector shows. */
export function imageDocument(item: ImageItem, pixels: Uint8Array, run: RunSummary): string {
  const rows: string[] = [];
  for (let y = 0; y < run.imageHeight; y++)
    rows.push(`    [${[...pixels.subarray(y * run.imageWidth, (y + 1) * run.imageWidth)].join(', ')}]`);
  const fields: [string, string][] = [
    ['run', JSON.stringify(run.title)],
    ['test', `${item.index}`],
    ['actual', JSON.stringify(run.classes[item.actual])],
    ['predicted', JSON.stringify(run.classes[item.predicted])],
    ['surprise', `${item.surprise}`],
    ['target', `${item.actual}`],
    ['logits', `[${[...item.logits].join(', ')}]`],
    ['probabilities', `[${[...item.probabilities].join(', ')}]`],
    ['image', `[\n${rows.join(',\n')}\n  ]`],
  ];
  return `{\n${fields.map(([key, value]) => `  "${key}": ${value}`).join(',\n')}\n}\n`;
}
