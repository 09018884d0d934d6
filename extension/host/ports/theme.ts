import { ColorThemeKind, window } from 'vscode';
import type { Theme } from '../../protocol/arrayFacts.js';

const THEMES: Partial<Record<ColorThemeKind, Theme>> = {
  [ColorThemeKind.Light]: 'light',
  [ColorThemeKind.HighContrast]: 'hcDark',
  [ColorThemeKind.HighContrastLight]: 'hcLight',
};

/** The kind of theme that a picture is made for. */
export const theme = (): Theme => THEMES[window.activeColorTheme.kind] ?? 'dark';
