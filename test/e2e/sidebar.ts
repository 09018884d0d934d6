import type { Frame, Locator } from 'playwright-core';

/** The page of the sidebar: the form, and under it the run that is shown. A reload of the window makes another. */
export class Sidebar {
  constructor(readonly page: Frame) {}

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  field(name: string): Locator {
    return this.page.getByLabel(name, { exact: true });
  }

  press(name: string): Promise<void> {
    return this.button(name).click();
  }

  /** Has the form say that all of MNIST is trained for so many epochs. */
  async chooseFull(epochs: number): Promise<void> {
    await this.field('Data').selectOption({ label: 'MNIST, full (70,000)' });
    await this.field('Epochs').fill(String(epochs));
  }

  async choosePace(label: string): Promise<void> {
    await this.page.getByRole('button', { name: /^More/ }).click();
    await this.field('Pace').selectOption({ label });
  }

  /** Until the head of the run says so, such as `Finished`. */
  says(text: string | RegExp, timeout = 60_000): Promise<void> {
    return this.page.locator('.run-head', { hasText: text }).waitFor({ timeout });
  }

  counter(text: RegExp): Promise<void> {
    return this.page.locator('.counters', { hasText: text }).waitFor();
  }

  /** A word about the run. */
  notice(text: string | RegExp): Locator {
    return this.page.locator('.notice', { hasText: text });
  }
}
