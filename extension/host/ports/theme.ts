import { ColorThemeKind, window } from 'vscode';
import type { Theme } from '../../protocol/arrayFacts.js';

/** The kind of theme that a picture is made for. */
export function theme(): Theme {
  switch (window.activeColorTheme.kind) {
    case ColorThemeKind.Light:
      return 'light';
    case ColorThemeKind.HighContrast:
      return 'hcDark';
    case ColorThemeKind.HighContrastLight:
      return 'hcLight';
    default:
      return 'dark';
  }
}
