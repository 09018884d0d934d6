import { signal } from '@preact/signals';

export type Rgb = readonly [red: number, green: number, blue: number];

/** Counts the theme's changes: what draws with colours reads it and is drawn again. */
export const themeVersion = signal(0);

/** VS Code turns a page by writing variables on `html` and classes on `body`. */
export function watchTheme(): void {
  const observer = new MutationObserver(() => themeVersion.value++);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
}

export function themeKind(): 'dark' | 'light' | 'highContrast' | 'highContrastLight' {
  const has = (name: string): boolean => document.body.classList.contains(name);
  if (has('vscode-high-contrast-light')) return 'highContrastLight';
  return has('vscode-high-contrast') ? 'highContrast' : has('vscode-light') ? 'light' : 'dark';
}

let probe: CanvasRenderingContext2D | null | undefined;

/** Any CSS colour over `under`, as the eye sees it. */
function resolve(color: string, under: Rgb): Rgb {
  probe ??= Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', {
    willReadFrequently: true,
  });
  if (!probe) return under;
  probe.fillStyle = `rgb(${under.join(' ')})`;
  probe.fillRect(0, 0, 1, 1);
  probe.fillStyle = color;
  probe.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = probe.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

export type Role = 'text' | 'muted' | 'right' | 'wrong' | 'page' | 'base' | 'purple' | 'green' | 'red';

/** A colour role of base.css, opaque: a translucent one is laid on the page's colour. */
export function roleColor(role: Role): Rgb {
  const style = getComputedStyle(document.body);
  const page = resolve(style.getPropertyValue('--page'), [0, 0, 0]);
  return role === 'page' ? page : resolve(style.getPropertyValue(`--${role}`), page);
}

export const mix = (over: Rgb, under: Rgb, share: number): Rgb =>
  over.map((channel, i) => Math.round(channel * share + (under[i] ?? 0) * (1 - share))) as unknown as Rgb;

export const css = (color: Rgb, alpha = 1): string => `rgb(${color.join(' ')} / ${alpha})`;

/** Relative luminance as WCAG 2 defines it. */
function luminance(color: Rgb): number {
  const [red = 0, green = 0, blue = 0] = color.map((channel) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const black: Rgb = [0, 0, 0];
const white: Rgb = [255, 255, 255];

/** Black or white, whichever reads better on the colour: never under 4.5 to 1. */
export const inkOn = (color: Rgb): Rgb => (contrast(color, white) >= contrast(color, black) ? white : black);
