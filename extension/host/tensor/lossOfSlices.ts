import { Uri } from 'vscode';
import { lossOf } from '../commands/computeLoss.js';
import type { Services } from '../commands/services.js';

/** Compute Loss… of a target and a prediction that are JSON, under a name of theirs; no editor shows that text. */
export function lossOfSlices(services: Services, target: string, prediction: string, name: string): Promise<unknown> {
  const [before, between] = ['{"target": ', ', "prediction": '];
  const text = `${before}${target}${between}${prediction}}`;
  const start = before.length;
  const end = start + target.length;
  const other = end + between.length;
  const pair = { target: { start, end }, prediction: { start: other, end: other + prediction.length } };
  const origin = { uri: Uri.parse('untitled:'), name, document: null, version: 0, text, now: () => null };
  const input = { origin, fromDisk: true, syntax: 'json' as const, selections: [], caret: 0, pair };
  return lossOf(services, input, { swapped: false, show: true });
}
