import type { CurveRun } from '../../extension/protocol/curves.js';
import { contrast, mix, roleColor, type Rgb, type Role } from '../shared/theme.js';
import { configurationOf, type Setting } from './configurations.js';

/** How a line is drawn: colour and dashes are those of its configuration, the tone is that of its seed. */
export interface Look {
  role: Role;
  dash: readonly number[];
  /** 0 is the colour itself, then darker and lighter by turns. */
  tone: number;
  /** The place between dark and light of one hue, where lines are coloured by a setting. */
  ramp?: number;
}

const ROLES: readonly Role[] = ['right', 'wrong', 'text', 'purple', 'green', 'red'];
/** Hues that some eyes confuse differ in their dashes. */
const DASHES: readonly (readonly number[])[] = [[], [], [5, 3], [7, 3, 2, 3], [2, 2.5], [10, 4]];

/** Each configuration keeps its place, and so its colour, while runs come and go. */
const places = new Map<string, number>();

export function looksOf(runs: readonly CurveRun[]): Map<string, Look> {
  const seeds = new Map<string, number>();
  return new Map(
    runs.map((run) => {
      const key = configurationOf(run);
      if (!places.has(key)) places.set(key, places.size);
      const place = places.get(key) ?? 0;
      const tone = seeds.get(key) ?? 0;
      seeds.set(key, tone + 1);
      const round = Math.floor(place / ROLES.length);
      const dash = DASHES[(place + 2 * round) % DASHES.length];
      return [run.id, { role: ROLES[place % ROLES.length], dash, tone }];
    }),
  );
}

/** Where each run lies between the least and the greatest value of a setting: in ln where they are far apart. */
export function rampOf(runs: readonly CurveRun[], key: string): Map<string, number> {
  const values = runs.map(({ settings }) => settings[key] as Setting | undefined);
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length < runs.length) {
    const kinds = [...new Set(values)];
    return new Map(runs.map(({ id }, i) => [id, kinds.indexOf(values[i]) / Math.max(1, kinds.length - 1)]));
  }
  const [min, max] = [Math.min(...numbers), Math.max(...numbers)];
  const place = isWide(min, max) ? Math.log : (value: number): number => value;
  const span = place(max) - place(min) || 1;
  return new Map(runs.map(({ id }, i) => [id, (place(numbers[i]) - place(min)) / span]));
}

/** Whether positive values reach over more than a decade, so that their logarithms are spread. */
export const isWide = (min: number, max: number): boolean => min > 0 && max / min > 10;

/** The colours of a theme, read once. */
export type Palette = Readonly<Record<Role, Rgb>>;

export function readPalette(): Palette {
  const roles: Role[] = ['text', 'muted', 'right', 'wrong', 'page', 'base', 'purple', 'green', 'red'];
  return Object.fromEntries(roles.map((role) => [role, roleColor(role)])) as Record<Role, Rgb>;
}

const STEPS = [1, 0.68, 0.5, 0.55, 0.34];

/** The colour of a line, which stands out from the page by 3 to 1. */
export function colorOf({ role, tone, ramp }: Look, palette: Palette): Rgb {
  const step = tone % STEPS.length;
  const own =
    ramp === undefined
      ? mix(palette[role], palette[step % 2 === 1 ? 'page' : 'text'], STEPS[step])
      : ramp < 0.5
        ? mix(palette.right, palette.page, 0.45 + 1.1 * ramp)
        : mix(palette.right, palette.text, 1 - 1.4 * (ramp - 0.5));
  let color = own;
  for (let share = 0.9; share > 0 && contrast(color, palette.page) < 3; share -= 0.1)
    color = mix(own, palette.text, share);
  return color;
}
