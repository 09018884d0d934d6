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
/** Columns that are higher have no gaps for dashes: they are no line that could be followed, px. */
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
  const first = Math.floor(xs[0]);
  const [lows, highs] = [[ys[0]], [ys[0]]];
  const reach = (y: number): void => {
    const at = lows.length - 1;
    [lows[at], highs[at]] = [Math.min(lows[at], y), Math.max(highs[at], y)];
  };
  for (let i = 1; i < xs.length; i++) {
    // The line goes on to the next point, over the pixels between them.
    for (let edge = first + lows.length; edge <= Math.floor(xs[i]); edge++) {
      const y = ys[i - 1] + ((edge - xs[i - 1]) / (xs[i] - xs[i - 1])) * (ys[i] - ys[i - 1]);
      reach(y);
      lows.push(y);
      highs.push(y);
    }
    reach(ys[i]);
  }
  const height = lows.reduce((sum, low, i) => sum + highs[i] - low, 0) / lows.length;
  const drawn = height > LOW ? () => true : dashOf(ink.dash);
  pen.fillStyle = ink.color;
  for (const [i, low] of lows.entries())
    if (drawn(first + i)) pen.fillRect(first + i, low - ink.width / 2, 1, highs[i] - low + ink.width);
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
