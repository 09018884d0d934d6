import type { RunComparison } from '../../protocol/inspector/compare.js';
import { commonClasses } from './commonClasses.js';
import { pairImages } from './pairImages.js';
import type { Run } from '../model/run.js';

/** How two runs read the images that both were tested on; null where there are none. */
export async function compareRuns(mine: Run, other: Run, epoch?: number | null): Promise<RunComparison | null> {
  const [own, theirs] = [await mine.test.all(epoch), await other.test.all()];
  if (!own || !theirs || own.size !== theirs.size) return null;
  const { names, ofFirst, ofSecond } = commonClasses(mine, other);
  const labelled = ({ pixels, predictions }: typeof own, of: number[]) => ({
    pixels,
    labels: predictions.actual.map((label) => of[label]),
  });
  const [ownImages, theirImages] = [labelled(own, ofFirst), labelled(theirs, ofSecond)];
  const pairs = pairImages(ownImages, theirImages, own.size);
  if (pairs.length === 0) return null;
  const missing = (of: number[]): string[] => names.filter((_, c) => !of.includes(c));
  return {
    title: other.title,
    epochs: [epoch ?? mine.epochs.at(-1)?.epoch ?? 0, other.epochs.at(-1)?.epoch ?? 0],
    classes: names,
    index: Uint32Array.from(pairs, ([i]) => i),
    actual: Uint8Array.from(pairs, ([i]) => ownImages.labels[i]),
    mine: Uint8Array.from(pairs, ([i]) => ofFirst[own.predictions.predicted[i]]),
    theirs: Uint8Array.from(pairs, ([, j]) => ofSecond[theirs.predictions.predicted[j]]),
    confidence: Float32Array.from(pairs, ([, j]) => theirs.predictions.confidence[j]),
    leftOut: [ownImages.labels.length - pairs.length, theirImages.labels.length - pairs.length],
    onlyMine: missing(ofSecond),
    onlyTheirs: missing(ofFirst),
  };
}
