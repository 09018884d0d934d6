import { drawCurve } from './curveStroke.js';
import { t } from '../shared/strings.js';
import { css, mix, type Rgb } from '../shared/theme.js';
import type { Palette } from './looks.js';
import {
  type Box,
  type DrawnLine,
  heightAt,
  isSeen,
  mainOf,
  rawShare,
  type Scene,
  trace,
  xPlace,
  yPlace,
} from './scene.js';

type Pen = CanvasRenderingContext2D;

const FONT = 11;
/** How far a number stands from the axis, px. */
const GAP = 6;
/** The least between two numbers under the axis, px. */
const BETWEEN = 8;
/** Points of a single run that lie further apart have dots, px. */
const FAR = 10;
/** In a plot that is no higher, dots are smaller, px. */
const SMALL = 100;

/** A pen on a canvas that is `width` by `height` px on the screen, with nothing on it. */
export function penOf(canvas: HTMLCanvasElement, width: number, height: number): Pen | null {
  const sharp = devicePixelRatio || 1;
  const [wide, tall] = [Math.round(width * sharp), Math.round(height * sharp)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== tall) canvas.height = tall;
  const pen = canvas.getContext('2d');
  pen?.setTransform(sharp, 0, 0, sharp, 0, 0);
  pen?.clearRect(0, 0, width, height);
  return pen;
}

function clipTo(pen: Pen, { left, top, width, height }: Box): void {
  pen.beginPath();
  pen.rect(left, top - 1, width, height + 2);
  pen.clip();
}

/** Grid, numbers of the y axis, bands and lines. */
export function drawScene(pen: Pen, scene: Scene, palette: Palette, family: string, withNumbers = true): void {
  drawGrid(pen, scene, palette);
  if (withNumbers) drawHeights(pen, scene, palette, family);
  const isBlank =
    scene.lines.length > 0 &&
    (scene.y.ticks.length === 0 || !scene.lines.some(({ points }) => isSeen(scene.x, mainOf(points))));
  const words = isBlank ? (scene.y.logarithmic ? t('no positive value here') : t('no value here')) : scene.lacking;
  if (words) say(pen, scene, palette, family, words);
  pen.save();
  clipTo(pen, scene.box);
  for (const line of scene.lines) drawBand(pen, scene, line);
  for (const { points, color } of scene.lines)
    if (points.smooth) drawCurve(pen, scene, points, { color: css(color, rawShare(scene.lines)), width: 1, dash: [] });
  for (const line of scene.lines) drawMain(pen, scene, line, line.width);
  pen.restore();
  if (scene.named) drawNames(pen, scene, palette, family);
}

/** A chart that has no line to draw says why: it is zoomed to where it has no value, or has none above 0, or no times. */
function say(pen: Pen, { box }: Scene, palette: Palette, family: string, words: string): void {
  pen.font = `${FONT}px ${family}`;
  pen.fillStyle = css(palette.muted);
  pen.textBaseline = 'middle';
  pen.textAlign = 'center';
  pen.fillText(words, box.left + box.width / 2, box.top + box.height / 2, box.width);
}

/** The least between two names at the ends of their lines, px. */
const APART = 14;

function drawNames(pen: Pen, scene: Scene, palette: Palette, family: string): void {
  const { box, lines } = scene;
  const ends = lines.flatMap(({ name, points }) => {
    const { x, y } = mainOf(points);
    const at = heightAt({ x, y }, Math.min(scene.x.max, x[x.length - 1]));
    return at === null ? [] : [{ name, at: Math.max(box.top, Math.min(box.top + box.height, yPlace(scene, at))) }];
  });
  pen.font = `${FONT}px ${family}`;
  pen.fillStyle = css(palette.text);
  pen.textBaseline = 'middle';
  pen.textAlign = 'left';
  let last = -Infinity;
  for (const { name, at } of ends.sort((a, b) => a.at - b.at)) {
    last = Math.max(at, last + APART);
    pen.fillText(name, box.left + box.width + GAP, last);
  }
}

function drawGrid(pen: Pen, { box, y, ...scene }: Scene, palette: Palette): void {
  pen.fillStyle = css(mix(palette.text, palette.page, 0.12));
  for (const tick of y.ticks) pen.fillRect(box.left, Math.round(yPlace({ box, y, ...scene }, tick)), box.width, 1);
}

function drawHeights(pen: Pen, scene: Scene, palette: Palette, family: string): void {
  const { box, y } = scene;
  pen.font = `${FONT}px ${family}`;
  pen.fillStyle = css(palette.muted);
  pen.textBaseline = 'middle';
  pen.textAlign = 'right';
  // A number that is wider than its place is narrowed, never cut.
  for (const tick of y.ticks) pen.fillText(y.format(tick), box.left - GAP, yPlace(scene, tick), box.left - GAP);
}

/** The numbers under the plot, those at the crosshair or the ends of a marked range before all others. */
function drawPlaces(
  pen: Pen,
  scene: Scene,
  palette: Palette,
  family: string,
  first: readonly [number, string][],
): void {
  const { box, x, xName } = scene;
  const [below, right] = [box.top + box.height + GAP, box.left + box.width];
  const taken: [from: number, to: number][] = [];
  const draw = (text: string, at: number): void => {
    const wide = pen.measureText(text).width;
    const from = Math.max(box.left, Math.min(right - wide, at - wide / 2));
    if (taken.some(([begin, end]) => from < end + BETWEEN && from + wide + BETWEEN > begin)) return;
    taken.push([from, from + wide]);
    pen.fillText(text, from, below);
  };
  pen.textBaseline = 'top';
  pen.textAlign = 'left';
  pen.font = `600 ${FONT}px ${family}`;
  pen.fillStyle = css(palette.text);
  for (const [value, text] of first) draw(text, xPlace(scene, value));
  pen.font = `${FONT}px ${family}`;
  pen.fillStyle = css(palette.muted);
  if (xName) draw(xName, right);
  for (const tick of x.ticks) draw(x.format(tick), xPlace(scene, tick));
}

function drawBand(pen: Pen, scene: Scene, { points: { band }, color }: DrawnLine): void {
  if (!band || band.high.x.length === 0) return;
  pen.beginPath();
  trace(
    scene,
    band.high,
    (x, y) => pen.moveTo(x, y),
    (x, y) => pen.lineTo(x, y),
  );
  const { x, y } = band.low;
  for (let i = x.length - 1; i >= 0; i--)
    if (Number.isFinite(y[i])) pen.lineTo(xPlace(scene, x[i]), yPlace(scene, y[i]));
  pen.closePath();
  pen.fillStyle = css(color, 0.22);
  pen.fill();
}

function drawMain(pen: Pen, scene: Scene, { points, color, dash }: DrawnLine, width: number): void {
  const main = mainOf(points);
  drawCurve(pen, scene, main, { color: css(color), width, dash });
  // A single point makes no line, and the few points of a single run are seen.
  const few =
    main.x.length === 1 || ((scene.lines.length === 1 || scene.named) && main.x.length * FAR < scene.box.width);
  if (few) main.x.forEach((x, i) => Number.isFinite(main.y[i]) && dot(pen, scene, x, main.y[i], color, 2));
}

function dot(pen: Pen, scene: Scene, x: number, y: number, color: Rgb, radius: number): void {
  pen.beginPath();
  pen.arc(xPlace(scene, x), yPlace(scene, y), radius, 0, 7);
  pen.fillStyle = css(color);
  pen.fill();
}

export interface Over {
  at: number | null;
  marked: { from: number; to: number } | null;
  /** The line in front, in the colour that puts it there. */
  front: DrawnLine | null;
  /** The numbers at the crosshair and at the ends of the marked range are written. */
  labels: { at: string; from: string; to: string } | null;
  /** A ring at the best value of a single run. */
  ring: { x: number; y: number } | null;
}

/** What moves: the marked range, the crosshair, its dots, the line in front, and the numbers of the x axis. */
export function drawOver(pen: Pen, scene: Scene, palette: Palette, family: string, over: Over): void {
  const { box } = scene;
  const { at, marked, front, labels, ring } = over;
  if (marked) {
    const [from, to] = [marked.from, marked.to].map((value) => xPlace(scene, value)).sort((a, b) => a - b);
    const left = Math.max(box.left, from);
    const right = Math.min(box.left + box.width, to);
    pen.fillStyle = css(palette.text, 0.08);
    pen.fillRect(left, box.top, right - left, box.height);
    pen.fillStyle = css(palette.text, 0.3);
    for (const edge of [left, right]) pen.fillRect(Math.round(edge), box.top, 1, box.height);
  }
  pen.save();
  clipTo(pen, box);
  if (front) drawMain(pen, scene, front, 2);
  if (ring) {
    pen.beginPath();
    pen.arc(xPlace(scene, ring.x), yPlace(scene, ring.y), 4, 0, 7);
    pen.fillStyle = css(palette.page);
    pen.fill();
    pen.strokeStyle = css(scene.lines[0]?.color ?? palette.text);
    pen.lineWidth = 1.5;
    pen.setLineDash([]);
    pen.stroke();
  }
  pen.restore();
  const first: [number, string][] = [];
  if (labels && marked) first.push([marked.from, labels.from], [marked.to, labels.to]);
  else if (labels && at !== null) first.push([at, labels.at]);
  if (scene.x.ticks.length > 0) drawPlaces(pen, scene, palette, family, first);
  if (at === null) return;
  const x = xPlace(scene, at);
  if (x < box.left - 1 || x > box.left + box.width + 1) return;
  const size = box.height > SMALL ? 3 : 2;
  pen.fillStyle = css(palette.text, 0.6);
  pen.fillRect(Math.round(x), box.top, 1, box.height);
  for (const line of scene.lines) {
    const y = heightAt(mainOf(line.points), at);
    if (y === null) continue;
    const place = yPlace(scene, y);
    if (place < box.top - 1 || place > box.top + box.height + 1) continue;
    dot(pen, scene, at, y, palette.page, size + 1);
    dot(pen, scene, at, y, line.id === front?.id ? front.color : line.color, size);
  }
}
