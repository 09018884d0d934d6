/**
 * `npm start`: installs and builds what changed, then opens VS Code with the extension on a copy of `samples/`.
 * It opens the desktop's `code` on the PATH, in a profile of its own. If there is none, as root, or with `-- --server`,
 * it serves VS Code to a browser and prints one line with its address.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { cache, ensureModules, onPath, root, run, say, whenOrphaned, whenStarted } from './ensure.mjs';
import { pack } from './package.mjs';
import { copySamples } from './samples.mjs';
import { startServer } from './vscodeServer.mjs';

async function desktop(/** @type {string} */ code) {
  await build({ production: true });
  const profile = join(cache, 'desktop');
  const settings = join(profile, 'User', 'settings.json');
  if (!existsSync(settings)) {
    mkdirSync(join(profile, 'User'), { recursive: true });
    writeFileSync(settings, JSON.stringify({ 'workbench.startupEditor': 'none', 'telemetry.telemetryLevel': 'off' }));
  }
  say('opening VS Code; close its window to end');
  await run(code, [
    `--extensionDevelopmentPath=${root}`,
    `--user-data-dir=${profile}`,
    `--extensions-dir=${join(profile, 'extensions')}`,
    '--disable-workspace-trust',
    '--new-window',
    '--wait',
    copySamples(),
  ]);
}

async function served() {
  const vsix = await pack();
  const folder = copySamples();
  say('starting VS Code ...');
  /** @type {import('./vscodeServer.mjs').Server | undefined} */
  let server;
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    say('stopping ...');
    await server?.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop());
  whenOrphaned(() => void stop());
  server = await startServer({ token: true, vsix });
  say('ready; Ctrl-C ends it. Open this address in a browser:');
  console.log(`Surprisal: ${server.url(folder)}`);
  const words = await server.ended;
  if (stopping) return;
  await server.stop();
  throw new Error(`VS Code ended by itself:\n${words}`);
}

await whenStarted(import.meta.url, async () => {
  await ensureModules();
  const code =
    process.argv.includes('--server') || process.getuid?.() === 0 ? undefined : onPath('code').find(existsSync);
  await (code ? desktop(code) : served());
});
