import assert from 'node:assert/strict';
import fc from 'fast-check';
import { drawCurve } from '../../webview/curves/curveStroke.js';
import { trace } from '../../webview/curves/scene.js';

type Pen = Parameters<typeof drawCurve>[0];
type Point = [x: number, y: number];

/** Writes down what is drawn: the corners of lines, and columns. */
class Recorder implements Pen {
  strokeStyle = '';
  fillStyle = '';
  lineWidth = 0;
  lineJoin: CanvasLineJoin = 'miter';
  readonly lines: Point[][] = [];
  readonly columns: { x: number; y: number; width: number; height: number }[] = [];
  beginPath(): void {}
  stroke(): void {}
  setLineDash(): void {}
  moveTo(x: number, y: number): void {
    this.lines.push([[x, y]]);
  }
  lineTo(x: number, y: number): void {
    this.lines.at(-1)!.push([x, y]);
  }
  fillRect(x: number, y: number, width: number, height: number): void {
    this.columns.push({ x, y, width, height });
  }
}

const format = String;
const scene = (points: number, width: number) => ({
  box: { left: 10, top: 5, width, height: 100 },
  x: { min: 0, max: Math.max(1, points - 1), logarithmic: false, ticks: [], format },
  y: { min: 0, max: 1, logarithmic: false, ticks: [], format },
});

/** How far a point lies from what was drawn, px. */
function apart({ lines, columns }: Recorder, [x, y]: Point): number {
  let least = Infinity;
  for (const column of columns)
    if (x >= column.x - 1e-6 && x <= column.x + column.width + 1e-6)
      least = Math.min(least, Math.max(0, column.y - y, y - column.y - column.height));
  for (const line of lines)
    for (const [i, [toX, toY]] of line.entries()) {
      const [fromX, fromY] = line[Math.max(0, i - 1)];
      if (x < fromX - 1e-6 || x > toX + 1e-6) continue;
      if (toX - fromX < 1e-3) least = Math.min(least, Math.abs(y - fromY), Math.abs(y - toY));
      else least = Math.min(least, Math.abs(fromY + ((x - fromX) / (toX - fromX)) * (toY - fromY) - y));
    }
  return least;
}

describe('the stroke of a curve (R4)', () => {
  const draw = (y: readonly number[], width: number, dash: readonly number[] = []) => {
    const [pen, plot] = [new Recorder(), scene(y.length, width)];
    const curve = { x: Float64Array.from(y, (_, i) => i), y: Float64Array.from(y) };
    drawCurve(pen, plot, curve, { color: 'red', width: 1.5, dash });
    const points: Point[] = [];
    const add = (...point: Point): void => void points.push(point);
    trace(plot, curve, add, add);
    return { pen, points };
  };

  it('passes every point by less than half a pixel, be it a line or columns, and draws none in a gap', () => {
    const value = fc.oneof({ weight: 9, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) }, fc.constant(NaN));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 20, max: 900 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, width, height) => {
          const { pen, points } = draw(
            values.map((each) => each * height),
            width,
          );
          for (const point of points) assert.ok(apart(pen, point) < 0.5, `${point.join()} of ${values.join()}`);
          const gaps = values.flatMap((each, i) => (Number.isNaN(each) && i > 0 && i + 1 < values.length ? [i] : []));
          const place = (i: number): number => 10 + (i / (values.length - 1)) * width;
          for (const line of pen.lines)
            for (const gap of gaps) assert.ok(!(line[0][0] < place(gap) && line.at(-1)![0] > place(gap)));
        },
      ),
    );
  });

  it('is few corners where it is smooth, and one column a pixel where it goes up and down within it', () => {
    const smooth = draw(
      Array.from({ length: 2000 }, (_, i) => Math.exp(-i / 400)),
      500,
    ).pen;
    assert.ok(smooth.columns.length === 0 && smooth.lines.length === 1 && smooth.lines[0].length < 60);
    const noisy = draw(
      Array.from({ length: 2000 }, (_, i) => (i * 0.618) % 1),
      500,
    ).pen;
    assert.deepEqual([noisy.lines.length, noisy.columns.length], [0, 501]);
    const low = Array.from({ length: 2000 }, (_, i) => ((i * 0.618) % 1) / 25);
    assert.equal(draw(low, 500, [6, 4]).pen.columns.length, 301);
    const high = low.map((y) => y * 20);
    assert.equal(draw(high, 500, [6, 4]).pen.columns.length, 501, 'what is high has no gaps');
  });
});
