/** What tests and benches import of Python, from Debian. What needs a module that can't be had is left out by name. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { installDebian, mayInstall } from './debian.mjs';
import { say } from './ensure.mjs';

/** Each module with the package of Debian that brings it. */
const MODULES = {
  debugpy: 'python3-debugpy',
  numpy: 'python3-numpy',
  onnx: 'python3-onnx',
  onnxruntime: 'python3-onnxruntime',
  pandas: 'python3-pandas',
  safetensors: 'python3-safetensors',
  scipy: 'python3-scipy',
  sklearn: 'python3-sklearn',
  skorch: 'python3-skorch',
  torch: 'python3-torch',
};

/** What the benches measure beside. */
export const BENCH_MODULES = /** @type {const} */ (['numpy', 'scipy', 'sklearn', 'torch']);

/** For tests of the logger, of weights for other programs and of the debugger. */
export const ensurePythonPeers = () => ensure('tests', missingOf(Object.keys(MODULES)));

/** For benches, with a BLAS that is fast: Debian's reference BLAS would make the peers several times slower. */
export const ensureBenchPeers = () =>
  ensure('benches', [...missingOf(BENCH_MODULES), ...(hasFastBlas() ? [] : [['OpenBLAS', 'libopenblas0-pthread']])]);

/** @param {string} who @param {string[][]} missing what is missing, each with its package */
async function ensure(who, missing) {
  if (missing.length === 0) return;
  const names = missing.map(([name]) => name).join(', ');
  try {
    if (!mayInstall()) throw new Error('nothing can be installed here');
    say(`installing ${names} for Python from Debian ...`);
    await installDebian(['python3', ...missing.map(([, name]) => name)]);
    say('installed');
  } catch (error) {
    say(`${who} that need ${names} do without: ${error.message.split('\n')[0]}`);
  }
}

/** @param {readonly string[]} modules @returns {string[][]} */
const missingOf = (modules) => Object.entries(MODULES).filter(([module]) => modules.includes(module) && !has(module));

/** @param {string} module */
const has = (module) => spawnSync('/usr/bin/python3', ['-c', `import ${module}`]).status === 0;

const hasFastBlas = () =>
  existsSync('/usr/lib') &&
  readdirSync('/usr/lib').some((folder) => existsSync(`/usr/lib/${folder}/openblas-pthread/libblas.so.3`));
