import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as contentsScript from '../../scripts/contents.mjs';
import type * as noticeScript from '../../scripts/notice.mjs';
import { exists, filesUnder, importsOf, read, readBytes, readJson, script } from './tree.js';

const { name, version } = readJson<Record<string, string>>('package.json');
const vsix = `${name}-${version}.vsix`;

/** All that may be in the packed extension. */
const SHIPS = [
  /^(\[Content_Types\]\.xml|extension\.vsixmanifest)$/,
  /^extension\/(package\.json|package\.nls(\.[\w-]+)?\.json)$/,
  /^extension\/(readme\.md|changelog\.md|SUPPORT\.md|LICENSE\.txt|LICENSE|NOTICE)$/i,
  /^extension\/media\/[\w-]+\.(png|svg|md)$/,
  /^extension\/docs\/[\w-]+\.png$/,
  /^extension\/samples\/[\w.-]+\.(md|json)$/,
  /^extension\/samples\/python\/\w+\.py$/,
  /^extension\/extension\/python\/(surprisal_run|view_tensor|snippets\/\w+)\.py$/,
  /^extension\/extension\/python\/project\/run\.(sh|sbatch)$/,
  /^extension\/schemas\/[\w.-]+\.json$/,
  /^extension\/l10n\/bundle\.l10n\.[\w-]+\.json$/,
  /^extension\/dist\/(web\/)?\w+\.js$/,
  /^extension\/dist\/webview\/\w+\.(js|css|ttf)$/,
  /^extension\/dist\/kernels\/[\w-]+\.wasm$/,
  /^extension\/dist\/mnist\/(?:[\w-]+\.idx(?:\.gz)?|manifest\.json)$/,
];

const KB = 1000;
/** The most a bundle may weigh, minified. */
const BUDGET: Record<string, number> = {
  'dist/extension.js': 150 * KB,
  'dist/client.js': 480 * KB,
  'dist/server.js': 440 * KB,
  'dist/web/extension.js': 150 * KB,
  'dist/web/client.js': 480 * KB,
  'dist/web/server.js': 440 * KB,
};
const PAGE = 350 * KB;
const OTHER = 400 * KB;

describe('package', () => {
  let contents: typeof contentsScript;
  let entries: ReturnType<typeof contents.packed> = [];
  let here = new Set<string>();
  before(async () => {
    contents = await script<typeof contentsScript>('contents.mjs');
    entries = contents.packed();
    here = new Set(entries.map(({ name: path }) => path));
  });

  it('holds what ships and nothing else (U9, U11)', () => {
    assert.deepEqual(
      [...here].filter((it) => !SHIPS.some((pattern) => pattern.test(it))),
      [],
    );
    for (const file of [
      'package.json',
      'readme.md',
      'changelog.md',
      'NOTICE',
      'dist/extension.js',
      'dist/web/extension.js',
      'media/icon.png',
    ])
      assert(here.has(`extension/${file}`), `${file} does not ship`);
    assert(entries.filter((entry) => entry.name.endsWith('.js')).length <= 100);
  });

  it('holds the real MNIST, all of it', () => {
    for (const part of ['sample', 'rest', 'test'])
      for (const kind of ['images', 'labels'])
        assert(here.has(`extension/dist/mnist/${part}-${kind}.idx.gz`), `${part}-${kind}`);
  });

  it('is listed in docs/package.md as it is: node scripts/contents.mjs (U9)', () => {
    assert.equal(read('docs/package.md'), contents.contentsPage(entries));
  });

  it('is packed without a warning, from one list, and after a scan for secrets (U10, U12)', function () {
    this.timeout(120_000);
    assert(exists('.vscodeignore') && !('files' in readJson<object>('package.json')));
    const folder = mkdtempSync(join(tmpdir(), 'surprisal-'));
    const command = ['node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies', '--allow-missing-repository'];
    try {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [...command, '--no-rewrite-relative-links', `--out=${join(folder, 'again.vsix')}`],
        { encoding: 'utf8' },
      );
      assert.equal(status, 0, stdout + stderr);
      assert.doesNotMatch(stdout + stderr, /WARNING|ERROR/i);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('weighs at most 14 MB (U13)', () => {
    assert(readBytes(vsix).length <= 14_000 * KB, `${readBytes(vsix).length} bytes`);
  });

  it('weighs at most 2.6 MB without its data (U13)', () => {
    const size = entries
      .filter((entry) => !entry.name.startsWith('extension/dist/mnist/'))
      .reduce((sum, { compressed }) => sum + compressed, 0);
    assert(size <= 2600 * KB, `${size} bytes`);
  });

  it('each bundle keeps to its budget (U13)', () => {
    const bundles = readJson<Record<string, { bytes: number }>>('out/bundles.json');
    const weighed = Object.entries(bundles).filter(([file]) => file.endsWith('.js'));
    assert(weighed.length >= 4);
    for (const [file, { bytes }] of weighed) {
      const most = BUDGET[file] ?? (file.startsWith('dist/webview/') ? PAGE : OTHER);
      assert(bytes <= most, `${file}: ${bytes} bytes, at most ${most}`);
    }
  });

  it('the bundles of the web stand on nothing of Node, and each has its twin (U22)', () => {
    const bundles = readJson<Record<string, { inputs: string[] }>>('out/bundles.json');
    const web = Object.keys(bundles).filter((file) => file.startsWith('dist/web/'));
    assert.deepEqual(
      web.map((file) => file.replace('web/', '')),
      Object.keys(bundles).filter((file) => /^dist\/\w+\.js$/.test(file)),
    );
    for (const file of web) {
      const foreign = bundles[file]?.inputs.filter((it) => /\.node\.ts$|\/lib\/node\//.test(it));
      assert.deepEqual(foreign, [], file);
      for (const [, module] of read(file).matchAll(/\brequire\("([^"]+)"\)/g)) assert.equal(module, 'vscode', file);
    }
  });

  it('no bundle can reach the network (U47, S7)', () => {
    const reach =
      /require\("(node:)?(http|https|http2|dgram|dns|tls|undici)"\)|\bfetch\(|XMLHttpRequest|\bWebSocket\(|EventSource|sendBeacon/;
    for (const file of filesUnder('dist', '.js')) {
      const found = reach.exec(read(file));
      assert.equal(found?.[0], undefined, file);
    }
  });

  it('no bundle makes code of text (S5)', () => {
    for (const file of filesUnder('dist', '.js')) assert.doesNotMatch(read(file), /\beval\(|new Function\(/, file);
  });
});

describe('licences', () => {
  it('every package in a bundle is in NOTICE with its licence: node scripts/notice.mjs (S19)', async () => {
    const { packagesInBundles, notice } = await script<typeof noticeScript>('notice.mjs');
    const text = read('NOTICE');
    for (const folder of packagesInBundles()) {
      const { name: title, license } = readJson<{ name: string; license: string }>(`${folder}/package.json`);
      assert.match(license, /^(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD)$/, `${title} is under ${license}`);
      assert(text.includes(`\n${title} `), `${title} is not in NOTICE`);
    }
    assert.match(text, /MNIST[\s\S]*Attribution-ShareAlike 3\.0[\s\S]*Codicons[\s\S]*Attribution 4\.0/);
    assert(text === notice(), 'NOTICE is of other packages');
  });
});

describe('project', () => {
  it('the lockfile names no registry, and every package by its sum (S19)', () => {
    const { packages } = readJson<{
      packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }>;
    }>('package-lock.json');
    const others = Object.entries(packages).filter(([path, { link }]) => path.startsWith('node_modules/') && !link);
    assert(others.length > 100);
    for (const [path, { resolved, integrity }] of others) {
      assert.equal(resolved, undefined, path);
      assert.match(integrity ?? '', /^sha512-/, path);
    }
    assert.match(read('scripts/ensure.mjs'), /'ci', '--ignore-scripts'/);
  });

  it('launchers need nothing that is not there before the first install', () => {
    const reached = new Set<string>();
    const follow = (file: string): void => {
      if (reached.has(file)) return;
      reached.add(file);
      for (const { module } of importsOf(read(file)).filter(({ typeOnly }) => !typeOnly)) {
        if (module.startsWith('./')) follow(`scripts/${module.slice(2)}`);
        // What is imported by a call is only looked for when it is called, after the install.
        else if (!read(file).includes(`import('${module}')`))
          assert.match(module, /^node:/, `${file} imports ${module}`);
      }
    };
    for (const launcher of ['start', 'test', 'package', 'build']) follow(`scripts/${launcher}.mjs`);
    assert(reached.has('scripts/vscodeInstall.mjs'));
  });

  it('every file that the documents point to is there', () => {
    const documents = ['README', 'ARCHITECTURE', 'CONTRIBUTING', 'CHANGELOG', 'SUPPORT'].map((it) => `${it}.md`);
    for (const file of documents)
      for (const [, target = ''] of read(file).matchAll(/\]\((?!https?:|#)([^)#]+)/g))
        assert.doesNotThrow(() => readBytes(target), `${file} points to ${target}`);
  });

  it('no test sleeps', () => {
    // Asking again after a pause until a deadline is no sleep.
    const sleep = /waitForTimeout\(\s*\d{3,}|setTimeout\(\s*(resolve|done|r)\b(?!, (100|pause)\))|\bsleep\(/;
    for (const file of filesUnder('test', '.ts', '.tsx').filter((it) => it !== 'test/repo/package.test.ts'))
      assert.doesNotMatch(read(file), sleep, file);
  });

  it('every way to start or test is a script that is there', () => {
    const { scripts } = readJson<{ scripts: Record<string, string> }>('package.json');
    for (const script of ['start', 'test', 'test:desktop', 'build', 'package']) assert(scripts[script], script);
    for (const command of Object.values(scripts))
      for (const [file] of command.matchAll(/\S+\.mjs/g)) assert.doesNotThrow(() => readBytes(file), command);
  });
});
