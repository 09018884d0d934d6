import { resolve } from 'node:path';
import { python } from './python.js';

/**
 * What Debian's PyTorch is to be started with: it is built without libuv, so `sitecustomize.py` gives its rendezvous the
 * older store. One thread a process, since several are on one machine.
 */
export const torchEnvironment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PYTHON: python,
  PYTHONPATH: resolve('test/runs/python/torchrun'),
  PYTHONDONTWRITEBYTECODE: '1',
  USE_LIBUV: '0',
  OMP_NUM_THREADS: '1',
});
