import { trace, type Scene } from './scene.js';

/** What a curve needs of a canvas. */
type Pen = Pick<
  CanvasRenderingContext2D,
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'stroke'
  | 'fillRect'
  | 'setLineDash'
  | 'strokeStyle'
  | 'fillStyle'
  | 'lineWidth'
  | 'lineJoin'
>;
type Drawn = Parameters<typeof trace>[1];

interface Ink {
  color: string;
  width: number;
  dash: readonly number[];
}

/** A line that goes straight on between two points is nowhere further from those between them, px. */
const FLAT = 0.35;
/** So many points on a pixel of the x axis make a line that goes up and down an area. */
const DENSE = 1.7;
/** A column that is higher has no gap for a dash: it is none of a line that could be followed, px. */
const LOW = 6;

/**
 * Draws a curve on a canvas. A browser takes ten times as long for a stroke that is wider than a pixel and goes up and
 * down within it as for the area that it covers: so points on a straight way are left out, and what is dense still is
 * drawn as columns of a pixel from its least to its greatest height.
 */
export function drawCurve(pen: Pen, scene: Pick<Scene, 'box' | 'x' | 'y'>, curve: Drawn, ink: Ink): void {
  const stretches = stretchesOf(scene, curve);
  for (const { xs, ys } of stretches)
    if (xs.length > 8 && xs.length > DENSE * (xs[xs.length - 1] - xs[0])) fillColumns(pen, xs, ys, ink);
    else stroke(pen, xs, ys, ink);
}

interface Stretch {
  xs: number[];
  ys: number[];
}

/** The points of a curve on the canvas without those on a straight way, by its stretches without a gap. */
function stretchesOf(scene: Pick<Scene, 'box' | 'x' | 'y'>, curve: Drawn): Stretch[] {
  const stretches: Stretch[] = [];
  let [xs, ys]: [number[], number[]] = [[], []];
  /** The slopes from the last point kept that pass all points since, and the last of these. */
  let [low, high, lastX, lastY] = [-Infinity, Infinity, NaN, NaN];
  const keep = (x: number, y: number): void => {
    xs.push(x);
    ys.push(y);
    [low, high] = [-Infinity, Infinity];
  };
  const end = (): void => {
    if (xs.length > 0 && (lastX !== xs[xs.length - 1] || lastY !== ys[ys.length - 1])) keep(lastX, lastY);
  };
  const narrow = (x: number, y: number): boolean => {
    const apart = x - xs[xs.length - 1];
    const rise = y - ys[ys.length - 1];
    if (apart < 1e-3) return Math.abs(rise) <= FLAT;
    const slope = rise / apart;
    if (slope < low || slope > high) return false;
    low = Math.max(low, slope - FLAT / apart);
    high = Math.min(high, slope + FLAT / apart);
    return true;
  };
  trace(
    scene,
    curve,
    (x, y) => {
      end();
      stretches.push({ xs: (xs = []), ys: (ys = []) });
      keep(x, y);
      [lastX, lastY] = [x, y];
    },
    (x, y) => {
      if (!narrow(x, y)) {
        end();
        narrow(x, y);
      }
      [lastX, lastY] = [x, y];
    },
  );
  end();
  return stretches;
}

function stroke(pen: Pen, xs: readonly number[], ys: readonly number[], ink: Ink): void {
  pen.beginPath();
  pen.moveTo(xs[0], ys[0]);
  for (let i = 1; i < xs.length; i++) pen.lineTo(xs[i], ys[i]);
  pen.strokeStyle = ink.color;
  pen.lineWidth = ink.width;
  pen.lineJoin = 'round';
  pen.setLineDash([...ink.dash]);
  pen.stroke();
}

/** A column reaches over the points on its pixel and to the line that comes into it; dashes go along the x axis. */
function fillColumns(pen: Pen, xs: readonly number[], ys: readonly number[], ink: Ink): void {
  const dashed = dashOf(ink.dash);
  pen.fillStyle = ink.color;
  let [low, high] = [ys[0], ys[0]];
  const fill = (from: number, to: number): void => {
    if (high - low > LOW || dashed(from)) pen.fillRect(from, low - ink.width / 2, to - from, high - low + ink.width);
  };
  let at = Math.floor(xs[0]);
  for (let i = 1; i < xs.length; i++) {
    const pixel = Math.floor(xs[i]);
    if (pixel > at) {
      // The line goes on to the next point, over the pixels between them.
      const share = (edge: number): number =>
        ys[i - 1] + ((edge - xs[i - 1]) / (xs[i] - xs[i - 1])) * (ys[i] - ys[i - 1]);
      for (; at < pixel; at++) {
        const edge = share(at + 1);
        [low, high] = [Math.min(low, edge), Math.max(high, edge)];
        fill(at, at + 1);
        [low, high] = [edge, edge];
      }
    }
    [low, high] = [Math.min(low, ys[i]), Math.max(high, ys[i])];
  }
  fill(at, at + 1);
}

/** Whether a dash, and no gap, lies at a place of the x axis. */
function dashOf(dash: readonly number[]): (x: number) => boolean {
  const whole = dash.reduce((sum, part) => sum + part, 0);
  if (whole === 0) return () => true;
  return (x) => {
    let place = x % whole;
    const part = dash.findIndex((length) => (place -= length) < 0);
    return part % 2 === 0;
  };
}
