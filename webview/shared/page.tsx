import { render, type ComponentChild } from 'preact';
import { ConnectionLost, watchConnection } from './connection.js';
import { attempt, Failure } from './failure.js';
import { watchTheme } from './theme.js';

/** What the page tells of its host: that it is gone, or what it refused. */
export const Notices = () => (
  <>
    <ConnectionLost />
    <Failure />
  </>
);

/** Stands there until the host has told the page what to show. */
export const Waiting = () => (
  <main>
    <Notices />
  </main>
);

/** Shows a page in the theme of now. `ping` asks its host for a sign of life, and `hydrate` for what to show. */
export function showPage(page: ComponentChild, ping: () => Promise<unknown>, hydrate: () => Promise<unknown>): void {
  watchTheme();
  watchConnection(ping);
  const app = document.getElementById('app');
  if (app) render(page, app);
  attempt(hydrate());
}
