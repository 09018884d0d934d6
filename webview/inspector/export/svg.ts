import { mix, roleColor, themeKind, type Rgb } from '../../shared/theme.js';
import { stepColors, type Kind } from '../matrix/colorSteps.js';

/** Escapes a text for XML or HTML, and replaces characters that XML does not allow. */
export const escape = (text: string): string =>
  text
    .replace(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);

type Attributes = Record<string, string | number | undefined>;

/** An element; attributes are escaped, `content` is markup. */
export function tag(name: string, attributes: Attributes, content = ''): string {
  const given = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escape(typeof value === 'number' ? String(round(value)) : (value ?? ''))}"`)
    .join('');
  return content === '' ? `<${name}${given}/>` : `<${name}${given}>${content}</${name}>`;
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** The colours of a figure by their roles: as they are, or as variables of the document that holds it. */
export type Ink = Readonly<Record<string, string>>;

export interface Colors {
  kind: Kind;
  page: Rgb;
  text: Rgb;
  muted: Rgb;
  right: Rgb;
  wrong: Rgb;
}

export const hex = (color: Rgb): string => `#${color.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;

export function inkOf({ kind, ...colors }: Colors): Ink {
  const on = (share: number): string => hex(mix(colors.text, colors.page, share));
  const plain = Object.entries(colors).map(([name, color]) => [name, hex(color)]);
  const steps = Object.entries(stepColors(kind, colors)).map(([name, color]) => [name, hex(color)]);
  const faint = { none: on(0.03), tile: on(0.05), grid: on(0.12), base: on(0.5) };
  return { ...(Object.fromEntries([...plain, ...steps]) as Record<string, string>), ...faint };
}

/** The colours of the theme of now. */
export function themeInk(): Ink {
  const [page, text, muted] = [roleColor('page'), roleColor('text'), roleColor('muted')];
  return inkOf({ kind: themeKind(), page, text, muted, right: roleColor('right'), wrong: roleColor('wrong') });
}

/** The same roles as variables that a style sheet gives their colours. */
export const variablesOf = (ink: Ink): Ink =>
  Object.fromEntries(Object.keys(ink).map((name) => [name, `var(--${name})`]));

/** A picture of numbers, drawn with any ink. */
export interface Figure {
  /** What the figure shows, with its numbers, for people who do not see it. */
  label: string;
  width: number;
  height: number;
  body: (ink: Ink) => string;
}

interface Words {
  size?: number;
  anchor?: 'start' | 'middle' | 'end';
  bold?: boolean;
  /** Turns the text about its place, degrees. */
  turn?: number;
}

/** A line of text whose baseline stands at `y`. */
export const words = (x: number, y: number, text: string, fill = 'currentColor', how: Words = {}): string =>
  tag(
    'text',
    {
      x,
      y,
      fill,
      'font-size': how.size ?? 12,
      'font-weight': how.bold ? 600 : undefined,
      'text-anchor': how.anchor,
      transform: how.turn === undefined ? undefined : `rotate(${how.turn} ${round(x)} ${round(y)})`,
    },
    escape(text) || ' ',
  );

/** About how wide a text is in a plain font, px. */
export const widthOf = (text: string, size: number): number => Array.from(text).length * size * 0.58;

/** A text that is at most about so wide, its end left out where it is longer. */
export function fit(text: string, width: number, size: number): string {
  const most = Math.max(1, Math.floor(width / (size * 0.58)));
  const letters = Array.from(text);
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`;
}

const FONT = 'system-ui, sans-serif';
const MARGIN = 16;

/** The figure as an element of a document that has its colours. */
export const inlineSvg = ({ label, width, height, body }: Figure, ink: Ink): string =>
  tag(
    'svg',
    { viewBox: `0 0 ${round(width)} ${round(height)}`, width, height, role: 'img', 'aria-label': label },
    body(ink),
  );

interface Size {
  width: number;
  height: number;
}

/** How large a figure is as a file, in pixels. */
export const fileSize = ({ width, height }: Figure): Size => ({
  width: Math.ceil(width + 2 * MARGIN),
  height: Math.ceil(height + 2 * MARGIN),
});

/** How many pixels of a PNG one pixel of a picture becomes, unless the canvas would be too large. */
const SHARP = 2;
const MOST = 8192;

/** How large a picture of so many pixels is as PNG. */
export function pngSize({ width, height }: Size): Size {
  const sharp = Math.min(SHARP, MOST / Math.max(width, height));
  return { width: Math.round(width * sharp), height: Math.round(height * sharp) };
}

/** The figure as a file of its own: title, margin, page colour, no font but the reader's own. */
export function svgFile(figure: Figure, ink: Ink): Picture {
  const { label, body } = figure;
  const { width, height } = fileSize(figure);
  const content = [
    tag('title', {}, escape(label)),
    tag('rect', { width, height, fill: ink.page }),
    tag('g', { transform: `translate(${MARGIN} ${MARGIN})`, 'font-family': FONT }, body(ink)),
  ].join('\n');
  const size = { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img' };
  const text = tag('svg', { xmlns: 'http://www.w3.org/2000/svg', ...size }, `\n${content}\n`);
  return { text: `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`, width, height };
}

/** A picture as a file of text, and how large it is in pixels. */
export interface Picture {
  text: string;
  width: number;
  height: number;
}
