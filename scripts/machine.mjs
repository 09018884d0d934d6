/** The machine on which benches run, and the versions of what runs in them. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { serverNode } from '../test/bench/serverNode.mjs';
import { peerPackages } from '../test/bench/peers.mjs';
import { findChromium } from './chromium.mjs';
import { cache, root } from './ensure.mjs';

/**
 * @typedef {object} Machine
 * @property {Record<string, string>} facts of the machine and of the programs, by their names
 * @property {string[]} slowBlas which peers multiply with a BLAS that is not known to be fast, and so flatter ours
 *
 * @param {string | null} python the Python of the peers
 * @returns {Machine}
 */
export function describeMachine(python) {
  const { versions, slowBlas } = python ? peersOf(python) : { versions: {}, slowBlas: [] };
  const processors = cpus();
  return {
    facts: {
      Processor: `${processors[0]?.model.trim() || 'unknown'}, cores: ${processors.length}${vectors()}`,
      Memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
      System: `${type()} ${release()}`,
      Node: process.version,
      'Node of VS Code': firstLine(serverNode(), '--version'),
      'VS Code': vscode(),
      Chromium: firstLine(findChromium() ?? '', '--version').replace(/^Chromium | built on .*/g, ''),
      ...versions,
      'TensorFlow.js': `${peerPackages['@tensorflow/tfjs']} (WebAssembly)`,
    },
    slowBlas,
  };
}

/** @param {string} python @returns {{ versions: Record<string, string>, slowBlas: string[] }} */
function peersOf(python) {
  const { status, stdout, stderr } = spawnSync(python, [join(root, 'test/bench/machine.py')], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`machine.py: ${stderr}`);
  return JSON.parse(stdout);
}

/** @param {string} program @param {string[]} args */
function firstLine(program, ...args) {
  const { stdout } = spawnSync(program, args, { encoding: 'utf8' });
  return stdout?.split('\n')[0]?.trim() || 'none';
}

/** The version of the served VS Code. */
function vscode() {
  const name = readdirSync(cache).find((it) => it.startsWith('server-'));
  return name ? JSON.parse(readFileSync(join(cache, name, 'package.json'), 'utf8')).version : 'none';
}

/** The widest vectors that the processor has, where Linux says so. */
function vectors() {
  try {
    const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '';
    const widest = ['avx512f', 'avx2', 'avx'].find((flag) => flags.includes(` ${flag} `));
    return widest ? `, ${widest.toUpperCase().replace('F', '')}` : '';
  } catch {
    return '';
  }
}
