/** What tests of the logger, of weights for other programs and of the debugger import. Without it they are left out by name. */
import { spawnSync } from 'node:child_process';
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
  sklearn: 'python3-sklearn',
  skorch: 'python3-skorch',
  torch: 'python3-torch',
};

/** Installs from Debian what is missing of its Python; where that can't be, the tests go on without. */
export async function ensurePythonPeers() {
  const missing = Object.entries(MODULES).filter(([module]) => !has(module));
  if (missing.length === 0) return;
  const names = missing.map(([module]) => module).join(', ');
  try {
    if (!mayInstall()) throw new Error('nothing can be installed here');
    say(`installing ${names} for Python from Debian ...`);
    await installDebian(['python3', ...missing.map(([, name]) => name)]);
    say('installed');
  } catch (error) {
    say(`tests that import ${names} are left out: ${error.message.split('\n')[0]}`);
  }
}

/** @param {string} module */
const has = (module) => spawnSync('/usr/bin/python3', ['-c', `import ${module}`]).status === 0;
