import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { TensorApi, TensorEvents } from '../../extension/protocol/tensor.js';
import { openPage, type OpenPage, type ThemeName } from './harness.js';
import type { TensorHost } from './tensorHost.js';

interface Look {
  theme?: ThemeName;
  width?: number;
  height?: number;
}

/** The page of tensors, with their host. */
export const openTensor = (host: TensorHost, { theme = 'dark', width = 1440, height = 868 }: Look = {}) =>
  openPage<TensorApi, TensorEvents>('tensor', host.handlers, { theme, width, height });

export const picture = (page: Page, name: string) =>
  page.screenshot({ path: join('out', 'tensor', `${name}.png`), fullPage: true });

/** A picture in each theme, the dark one last. */
export async function pictures({ page, setTheme }: Pick<OpenPage<never>, 'page' | 'setTheme'>, name: string) {
  for (const theme of ['light', 'highContrast', 'highContrastLight', 'dark'] as const) {
    await setTheme(theme);
    await picture(page, `${name}-${theme}`);
  }
}
