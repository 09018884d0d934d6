/**
 * Compiles core/assembly into WebAssembly: `simd.wasm` and `relaxed.wasm` (relaxed SIMD: multiply-add in one step), in
 * core/dist/kernels/ and, for the extension, in dist/kernels/. A stamp of the sources skips it where nothing changed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const source = 'core/assembly';
const targets = ['core/dist/kernels', 'dist/kernels'];
const builds = { simd: ['simd', 'threads'], relaxed: ['simd', 'threads', 'relaxed-simd'] };
const flags = [
  '--runtime',
  'stub',
  '--importMemory',
  '--noExportMemory',
  '--sharedMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '65536',
  '--disableWarning',
  '112',
  '--optimizeLevel',
  '3',
  '--shrinkLevel',
  '0',
  '--converge',
];

const hash = createHash('sha256').update(JSON.stringify([builds, flags]));
const compiler = JSON.parse(readFileSync('node_modules/assemblyscript/package.json', 'utf8')).version;
hash.update(compiler);
for (const name of readdirSync(source).sort()) hash.update(name).update(readFileSync(`${source}/${name}`));
const stamp = hash.digest('hex');

for (const folder of targets) mkdirSync(folder, { recursive: true });
const stampFile = `${targets[0]}/stamp`;
const done = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
for (const [name, features] of Object.entries(builds)) {
  const [made, copy] = targets.map((folder) => `${folder}/${name}.wasm`);
  if (!done || !existsSync(made)) compile(made, features);
  copyFileSync(made, copy);
}
writeFileSync(stampFile, stamp);

function compile(target, features) {
  const enable = features.flatMap((feature) => ['--enable', feature]);
  const args = ['node_modules/assemblyscript/bin/asc.js', `${source}/index.ts`, '-o', target, ...flags, ...enable];
  if (spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0) process.exit(1);
}
