/**
 * Compiles core/assembly into WebAssembly: `simd.wasm` and `relaxed.wasm` (relaxed SIMD: multiply-add in one step) for
 * training, `numbers.wasm` for reading numbers and counting labels, in core/dist/kernels/ and, for the extension, in
 * dist/kernels/.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';

const source = 'core/assembly';
const targets = ['core/dist/kernels', 'dist/kernels'];
const words = (line) => line.split(' ');
const training = words('--importMemory --noExportMemory --sharedMemory --initialMemory 1 --maximumMemory 65536');
const builds = {
  simd: ['index', ...training, ...words('--enable threads')],
  relaxed: ['index', ...training, ...words('--enable threads --enable relaxed-simd')],
  numbers: ['numbers'],
};
const flags = words('--runtime stub --disableWarning 112 --enable simd --optimizeLevel 3 --shrinkLevel 0 --converge');

for (const folder of targets) mkdirSync(folder, { recursive: true });
for (const [name, [entry, ...own]] of Object.entries(builds)) {
  const [made, copy] = targets.map((folder) => `${folder}/${name}.wasm`);
  const args = ['node_modules/assemblyscript/bin/asc.js', `${source}/${entry}.ts`, '-o', made, ...flags, ...own];
  if (spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0) process.exit(1);
  copyFileSync(made, copy);
}
