/** Starts the VS Code server, and stops it with all its processes. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure, killGroup, run } from './ensure.mjs';
import { installServer, nodeOf } from './vscodeInstall.mjs';

/** Settings without notifications, the same for every test and picture. */
export const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Visual Studio Dark',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.ignoreRecommendations': true,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'window.commandCenter': false,
};

/**
 * @typedef {object} Server
 * @property {string} origin `http://127.0.0.1:PORT`
 * @property {string} token the connection token, empty where there is none
 * @property {string} dataDir
 * @property {(folder: string, query?: Record<string, string>) => string} url the workbench on a folder
 * @property {Promise<string>} ended resolves, with the last lines of its output, when the server ends by itself
 * @property {(listen: (text: string) => void) => void} onOutput
 * @property {() => Promise<void>} stop ends all its processes and deletes its data
 *
 * @param {{ settings?: Record<string, unknown>, vsix?: string, token?: boolean, trust?: boolean, driver?: boolean, env?: Record<string, string> }} [options]
 *   `vsix` is installed first; `trust` asks about Workspace Trust as VS Code does; `driver` honours a development payload.
 * @returns {Promise<Server>}
 */
export async function startServer({
  settings = {},
  vsix,
  token = false,
  trust = false,
  driver = false,
  env = {},
} = {}) {
  const server = await installServer();
  const dataDir = mkdtempSync(join(tmpdir(), 'surprisal-'));
  const secret = token ? randomUUID() : '';
  mkdirSync(join(dataDir, 'data', 'User'), { recursive: true });
  writeFileSync(join(dataDir, 'data', 'User', 'settings.json'), JSON.stringify({ ...SETTINGS, ...settings }, null, 2));
  const base = [
    join(server, 'out', 'server-main.js'),
    '--accept-server-license-terms',
    '--disable-telemetry',
    `--server-data-dir=${dataDir}`,
  ];
  const fullEnv = { ...process.env, EXTENSIONS_GALLERY: '{}', ...env };
  if (vsix)
    await run(nodeOf(server), [...base, '--install-extension', vsix, '--force'], { env: fullEnv }).catch((error) => {
      rmSync(dataDir, { recursive: true, force: true });
      throw error;
    });
  const child = spawn(
    nodeOf(server),
    [
      ...base,
      '--host=127.0.0.1',
      '--port=0',
      ...(token ? [`--connection-token=${secret}`] : ['--without-connection-token']),
      ...(trust ? [] : ['--disable-workspace-trust']),
      ...(driver ? ['--enable-smoke-test-driver'] : []),
    ],
    { env: fullEnv, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  /** @type {((text: string) => void)[]} */
  const listeners = [];
  /** @type {Promise<string>} */
  const ended = new Promise((done) => {
    child.on('error', (error) => done(error.message));
    child.on('exit', (code, signal) => done(`${output.split('\n').slice(-20).join('\n')}\n(${signal ?? code})`));
  });
  // The server ends with this process. Without a handler, a signal would skip the listeners of `exit`.
  const last = () => {
    if (child.pid) killGroup(child.pid, 'SIGKILL');
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  process.once('exit', last);
  if (process.listenerCount('SIGTERM') === 0) process.once('SIGTERM', () => process.exit(143));
  const stop = async () => {
    if (child.pid && child.exitCode === null && child.signalCode === null) {
      killGroup(child.pid, 'SIGTERM');
      const timer = setTimeout(() => child.pid && killGroup(child.pid, 'SIGKILL'), 5000);
      await ended;
      clearTimeout(timer);
    }
    process.off('exit', last);
    last();
  };
  /** @type {number} */
  const port = await new Promise((done, fail) => {
    const hear = (/** @type {Buffer} */ chunk) => {
      output += chunk;
      for (const listen of listeners) listen(String(chunk));
      const match = /agent listening on (\d+)/.exec(output);
      if (match) done(Number(match[1]));
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void ended.then((words) => fail(new Failure(`The VS Code server did not start:\n${words}`)));
    setTimeout(() => fail(new Failure(`The VS Code server did not listen within 60 s:\n${output}`)), 60_000).unref();
  }).catch(async (error) => {
    await stop();
    throw error;
  });
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    token: secret,
    dataDir,
    url: (folder, query = {}) =>
      `${origin}/?${new URLSearchParams({ ...(secret && { tkn: secret }), folder, ...query })}`.replaceAll('%2F', '/'),
    ended,
    onOutput: (listen) => listeners.push(listen),
    stop,
  };
}
