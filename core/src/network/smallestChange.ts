import { checkOptions } from '../numeric/option.js';
import type { Reader } from './reader.js';

/** An image changed so that it is read as another class. */
export interface Change {
  pixels: Float64Array;
  /** Root of the sum of the squared changes. */
  distance: number;
}

export interface ChangeOptions {
  /** Least and greatest value that a pixel may take: of all, or one of each. */
  low?: number | Float64Array;
  high?: number | Float64Array;
}

interface Range {
  low: Float64Array;
  high: Float64Array;
}

const STEPS = 60;
const ROUNDS = 8;
/** How far behind a linear border a step goes, in parts of its length, where one is not enough the next. */
const OVERSHOOTS = [1e-6, 0.01, 0.05];
const SCAN = 32;
const BISECTIONS = 30;

/**
 * A small change, by L2, that makes a network read an image as `target`, with every pixel kept between `low` and
 * `high` (0 and 1): the least that was found, which bounds the least there is from above.
 *
 * It walks over the borders as they look from where it stands (the least step with `g (x' - x) = z_c - z_target`, g the
 * gradient of that margin and c the class read, within the pixels' range), then draws the least step from the image
 * to the border seen from the point it reached, as long as that is nearer (after Moosavi-Dezfooli and others,
 * "DeepFool", 2016). At last it looks for the first place on the way from the image where the class changes, and halves
 * the distance there: the pixels given are read as `target`, those a millionth part nearer are not.
 * An image that is read as `target` already needs no change. Null where none was found: the gradient is 0, or the
 * pixels' range leaves no way.
 */
export function smallestChange(
  reader: Reader,
  pixels: Float64Array,
  target: number,
  options: ChangeOptions = {},
): Change | null {
  checkOptions(options, ['low', 'high']);
  const { low = 0, high = 1 } = options;
  const flips = (at: Float64Array): boolean => rivalOf(reader.logits(at), target).lead < 0;
  if (flips(pixels)) return { pixels: pixels.slice(), distance: 0 };
  const bound = (of: number | Float64Array): Float64Array =>
    typeof of === 'number' ? new Float64Array(pixels.length).fill(of) : of;
  const range: Range = { low: bound(low), high: bound(high) };
  let reached = walk(reader, pixels, target, range);
  if (!reached) return null;
  for (let round = 0; round < ROUNDS; round++) {
    const border = borderAt(reader, reached, target);
    const length = distanceOf(pixels, reached);
    const nearer = OVERSHOOTS.map((share) => {
      const push = share * length * Math.sqrt(border.gradient.reduce((sum, g) => sum + g * g, 0));
      return leastStep(pixels, border.gradient, border.level + push, range);
    }).find((step) => step && distanceOf(pixels, step) < length && flips(step));
    if (!nearer) break;
    reached = nearer;
  }
  const end = reached;
  const along = (t: number): Float64Array => pixels.map((x, i) => x + t * (end[i] - x));
  let to = 1;
  for (let k = 1; k < SCAN; k++)
    if (flips(along(k / SCAN))) {
      to = k / SCAN;
      break;
    }
  let from = to - 1 / SCAN;
  for (let k = 0; k < BISECTIONS && to - from > 1e-7 * to; k++) {
    const middle = (from + to) / 2;
    if (flips(along(middle))) to = middle;
    else from = middle;
  }
  const found = to === 1 ? end : along(to);
  return { pixels: found, distance: distanceOf(pixels, found) };
}

/** Steps from border to border until the image is read as `target`. */
function walk(reader: Reader, pixels: Float64Array, target: number, range: Range): Float64Array | null {
  let at: Float64Array = pixels;
  for (let step = 0; step < STEPS; step++) {
    const border = borderAt(reader, at, target);
    if (border.lead < 0) return at;
    const next = leastStep(at, border.gradient, border.level + 0.05 * border.lead + 1e-6, range);
    if (!next) return null;
    at = next;
  }
  return null;
}

/** The border between `target` and its first rival as it looks from an image: those with `gradient x = level`. */
function borderAt(
  reader: Reader,
  at: Float64Array,
  target: number,
): { gradient: Float64Array; level: number; lead: number } {
  let lead = 0;
  const gradient = reader.gradient(at, (logits) => {
    const found = rivalOf(logits, target);
    const weights = new Float64Array(logits.length);
    weights[target] = 1;
    weights[found.rival] = -1;
    lead = found.lead;
    return weights;
  });
  const level = gradient.reduce((sum, g, i) => sum + g * at[i], lead);
  return { gradient, level, lead };
}

/** The greatest of the other logits, the first of equals, and how far it is ahead; below 0 `target` is read. */
function rivalOf(logits: Float64Array, target: number): { rival: number; lead: number } {
  let rival = target === 0 ? 1 : 0;
  logits.forEach((z, k) => {
    if (k !== target && z > logits[rival]) rival = k;
  });
  return { rival, lead: logits[rival] - logits[target] };
}

/**
 * The point nearest to `from` with `gradient x >= level` and every x within the range: `from + s gradient`, cut at the
 * range, for the least s. Null where the range has no such point.
 */
function leastStep(
  from: Float64Array,
  gradient: Float64Array,
  level: number,
  { low, high }: Range,
): Float64Array | null {
  const point = new Float64Array(from.length);
  const move = (s: number): void => {
    for (let i = 0; i < point.length; i++) point[i] = Math.min(high[i], Math.max(low[i], from[i] + s * gradient[i]));
  };
  let s = 0;
  move(0);
  // What is missing shrinks with s along straight pieces, each flatter than the one before: steps never go too far.
  for (;;) {
    let [missing, slope] = [level, 0];
    for (let i = 0; i < point.length; i++) {
      const g = gradient[i];
      missing -= g * point[i];
      if (g > 0 ? point[i] < high[i] : point[i] > low[i]) slope += g * g;
    }
    if (missing <= 1e-12 * Math.abs(level)) return point;
    if (slope === 0 || !Number.isFinite(missing / slope)) return null;
    const next = s + missing / slope;
    if (next === s) return point;
    s = next;
    move(s);
  }
}

function distanceOf(a: Float64Array, b: Float64Array): number {
  return Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0));
}
