import { fit, hex, tag, widthOf, words, type Figure, type Ink } from '../inspector/export/svg.js';
import { mainOf, rawShare, trace, xPlace, yPlace, type DrawnLine, type Scene } from './scene.js';

const SIZE = 11;
const HEAD = 26;
/** How high a line of the legend is, and how wide one of its names, px. */
const KEY = 18;
const KEY_WIDTH = 190;
const NAME = 150;

/** A chart as a figure: its name, its lines as they are drawn, and a legend. `facets` stand beside the name. */
export function chartFigure(scene: Scene, name: string, facets: string, label: string): Figure {
  const { box } = scene;
  const width = box.left + box.width + 2;
  const columns = Math.max(1, Math.floor(width / KEY_WIDTH));
  const legend = Math.ceil(scene.lines.length / columns) * KEY;
  const bottom = HEAD + box.top + box.height + 24;
  return {
    label,
    width,
    height: bottom + legend,
    body: (ink) =>
      [
        words(0, 14, name, ink.text, { size: 13, bold: true }),
        words(widthOf(name, 13) + 16, 14, facets, ink.muted, { size: SIZE }),
        tag(
          'clipPath',
          { id: 'plot' },
          tag('rect', { x: box.left, y: box.top - 1, width: box.width, height: box.height + 2 }),
        ),
        tag('g', { transform: `translate(0 ${HEAD})` }, plot(scene, ink)),
        ...scene.lines.map((line, i) =>
          key(line, (i % columns) * KEY_WIDTH, bottom + Math.floor(i / columns) * KEY + 8, ink),
        ),
      ].join('\n'),
  };
}

function key({ name, color, dash }: DrawnLine, x: number, y: number, ink: Ink): string {
  const line = {
    x1: x,
    y1: y,
    x2: x + 23,
    y2: y,
    stroke: hex(color),
    'stroke-width': 2,
    'stroke-dasharray': dash.join(' ') || undefined,
  };
  return tag('line', line) + words(x + 31, y + 4, fit(name, NAME, SIZE), ink.text, { size: SIZE });
}

function plot(scene: Scene, ink: Ink): string {
  const { box, x, y, xName, lines } = scene;
  const [right, below] = [box.left + box.width, box.top + box.height];
  const raw = rawShare(lines);
  return [
    ...y.ticks.map((tick) => {
      const at = yPlace(scene, tick);
      return (
        tag('line', { x1: box.left, y1: at, x2: right, y2: at, stroke: ink.grid }) +
        words(box.left - 6, at + 4, y.format(tick), ink.muted, { size: SIZE, anchor: 'end' })
      );
    }),
    ...x.ticks
      .filter((tick) => xPlace(scene, tick) < right - (xName ? widthOf(xName, SIZE) + 20 : 12))
      .map((tick) =>
        words(xPlace(scene, tick), below + 16, x.format(tick), ink.muted, { size: SIZE, anchor: 'middle' }),
      ),
    words(right, below + 16, xName, ink.muted, { size: SIZE, anchor: 'end' }),
    tag(
      'g',
      { 'clip-path': 'url(#plot)', fill: 'none', 'stroke-linejoin': 'round' },
      [
        ...lines.flatMap(({ points: { band }, color }) =>
          band ? [tag('path', { d: bandPath(scene, band), fill: hex(color), 'fill-opacity': 0.22 })] : [],
        ),
        ...lines.flatMap(({ points, color }) =>
          points.smooth ? [tag('path', { d: path(scene, points), stroke: hex(color), 'stroke-opacity': raw })] : [],
        ),
        ...lines.map(({ points, color, dash, width }) =>
          tag('path', {
            d: path(scene, mainOf(points)),
            stroke: hex(color),
            'stroke-width': width,
            'stroke-dasharray': dash.join(' ') || undefined,
          }),
        ),
      ].join('\n') || ' ',
    ),
  ].join('\n');
}

type Drawn = Parameters<typeof trace>[1];

function path(scene: Scene, curve: Drawn, begin = 'M'): string {
  const parts: string[] = [];
  const add = (command: string) => (x: number, y: number) =>
    void parts.push(`${command}${x.toFixed(1)} ${y.toFixed(1)}`);
  trace(scene, curve, add(begin), add('L'));
  return parts.join('');
}

function bandPath(scene: Scene, { low, high }: { low: Drawn; high: Drawn }): string {
  const back = { x: low.x.slice().reverse(), y: low.y.slice().reverse() };
  const there = path(scene, high);
  return there === '' ? '' : `${there}${path(scene, back, 'L')}Z`;
}
