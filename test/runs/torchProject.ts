import { type ChildProcess, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { watch } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { NamedBytes, Parts, RunConfig, RunFiles } from '@surprisal/core';
import { readmeText } from '../../extension/runs/derive/pytorch/readmeText.js';
import { trainText } from '../../extension/runs/derive/pytorch/trainText.js';
import { killGroup } from '../../scripts/ensure.mjs';
import { projectData } from '../../extension/worker/project.js';
import { kernelBytes } from '../core/training.js';
import { python } from '../python.js';
import { torchEnvironment } from '../torchEnvironment.js';

/** A line of a record. */
export type Line = { step: number; epoch?: number } & Record<string, number>;

/** A project in a folder of its own, which is removed at the end. */
export class TorchProject {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'surprisal-torch-')));
  private readonly children: ChildProcess[] = [];

  constructor(
    config: RunConfig,
    parts: Parts,
    files: RunFiles,
    { title = 'a run', checkpoint }: { title?: string; checkpoint?: NamedBytes } = {},
  ) {
    const work = projectData({ config, files, kernels: kernelBytes, ...(checkpoint && { checkpoint }) }, () => parts);
    let step = work.next();
    while (!step.done) step = work.next();
    const { files: made, ...data } = step.value;
    const run = { id: '20261126-190501', title, config, data };
    for (const { name, bytes } of made) this.write(name, bytes);
    this.write('train.py', trainText(run));
    this.write('README.md', readmeText(run));
    for (const name of ['project/run.sh', 'project/run.sbatch', 'surprisal_run.py'])
      cpSync(join('extension/python', name), join(this.folder, name.replace('project/', '')));
  }

  private write(name: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), content);
  }

  text(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  /** Changes a constant of a program, as a person may. */
  set(program: string, name: string, value: number): void {
    this.write(program, this.text(program).replace(new RegExp(`^${name} = .*$`, 'm'), `${name} = ${value}`));
  }

  /** Lets so many seconds pass at each step, so that something is left to be disturbed. */
  slow(seconds: number): void {
    const step = '        optimiser.zero_grad()\n';
    this.write(
      'train.py',
      this.text('train.py').replace(step, `        __import__("threading").Event().wait(${seconds})\n${step}`),
    );
  }

  remove(name: string): void {
    rmSync(join(this.folder, name));
  }

  /** Waits for a change of the folder after which something holds, or for the end of the job. */
  async until(holds: () => boolean, ended: Promise<unknown>): Promise<void> {
    const seen = new AbortController();
    const changed = async (): Promise<void> => {
      for await (const _ of watch(this.folder, { recursive: true, signal: seen.signal })) if (holds()) return;
    };
    await Promise.race([changed(), ended]).finally(() => seen.abort());
  }

  /** Starts `train.py` alone, or so many processes by `run.sh`; gives the whole of what it says when it has ended. */
  start(processes: number, command?: readonly string[]): { child: ChildProcess; ended: Promise<string> } {
    const [program, ...args] =
      command ?? (processes === 1 ? [python, 'train.py'] : ['sh', 'run.sh', String(processes)]);
    const env = { ...torchEnvironment(), TORCH_DISABLE_SHARE_RDZV_TCP_STORE: '1', SURPRISAL_DIR: this.folder };
    const child = spawn(program, args, { cwd: this.folder, env, detached: true });
    this.children.push(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += String(part)));
    const ended = new Promise<string>((done, fail) =>
      child.on('close', (code) => (code === 0 ? done(said) : fail(new Error(`${code}: ${said}`)))),
    );
    return { child, ended };
  }

  train = (processes: number): Promise<string> => this.start(processes).ended;

  /** The folders of its records. */
  runs(): string[] {
    const at = join(this.folder, '.surprisal/runs');
    return existsSync(at) ? readdirSync(at).map((name) => join(at, name)) : [];
  }

  /** The lines of its record, with those of a restart. */
  lines(log: 'steps' | 'epochs'): Line[] {
    const [run] = this.runs();
    const path = run && join(run, `${log}.jsonl`);
    if (!path || !existsSync(path)) return [];
    return readFileSync(path, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line);
  }

  /** Forgets what was trained. */
  clean(): void {
    rmSync(join(this.folder, '.surprisal'), { recursive: true, force: true });
    for (const name of readdirSync(this.folder)) if (/^(state-|trained)/.test(name)) rmSync(join(this.folder, name));
  }

  close(): void {
    for (const { pid } of this.children) killGroup(pid!, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A port that nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** The last line of each step: what came again after a restart takes the place of what was before it. */
export function lastOfEach(lines: readonly Line[]): Line[] {
  const kept: Line[] = [];
  for (const line of lines) {
    while (kept.length > 0 && kept.at(-1)!.step >= line.step) kept.pop();
    kept.push(line);
  }
  return kept;
}
