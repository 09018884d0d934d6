import { spawnSync } from 'node:child_process';

/** Debian's Python, which has the libraries that are compared with. */
export const python = '/usr/bin/python3';

/** Whether it can import all of these. */
export const imports = (...modules: string[]): boolean =>
  spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0;
