/**
 * Compiles core/assembly into WebAssembly: `simd.wasm` and `relaxed.wasm` (relaxed SIMD: multiply-add in one step) for
 * training, `numbers.wasm` for reading numbers, in core/dist/kernels/ and, for the extension, in dist/kernels/. A stamp
 * of the sources skips it where nothing changed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const source = 'core/assembly';
const targets = ['core/dist/kernels', 'dist/kernels'];
const words = (line) => line.split(' ');
const training = words('--importMemory --noExportMemory --sharedMemory --initialMemory 1 --maximumMemory 65536');
const builds = {
  simd: ['index', ...training, ...words('--enable threads')],
  relaxed: ['index', ...training, ...words('--enable threads --enable relaxed-simd')],
  numbers: ['scanNumbers'],
};
const flags = words('--runtime stub --disableWarning 112 --enable simd --optimizeLevel 3 --shrinkLevel 0 --converge');

const hash = createHash('sha256').update(JSON.stringify([builds, flags]));
const compiler = JSON.parse(readFileSync('node_modules/assemblyscript/package.json', 'utf8')).version;
hash.update(compiler);
for (const name of readdirSync(source).sort()) hash.update(name).update(readFileSync(`${source}/${name}`));
const stamp = hash.digest('hex');

for (const folder of targets) mkdirSync(folder, { recursive: true });
const stampFile = `${targets[0]}/stamp`;
const done = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
for (const [name, [entry, ...own]] of Object.entries(builds)) {
  const [made, copy] = targets.map((folder) => `${folder}/${name}.wasm`);
  if (!done || !existsSync(made)) compile(made, entry, own);
  copyFileSync(made, copy);
}
writeFileSync(stampFile, stamp);

function compile(target, entry, own) {
  const args = ['node_modules/assemblyscript/bin/asc.js', `${source}/${entry}.ts`, '-o', target, ...flags, ...own];
  if (spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0) process.exit(1);
}
