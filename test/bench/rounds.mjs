import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * A process that stays and measures once each time it is asked, so that both sides can be measured in turn: it answers
 * each line with a line of JSON, after a first one that tells that it is warm.
 */
export class Rounds {
  #child;
  #lines;
  #ended;

  constructor(command, args, env = {}) {
    this.#child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    let said = '';
    this.#child.stderr.on('data', (text) => (said = (said + text).slice(-2000)));
    this.#child.stdin.on('error', () => undefined);
    const name = args.map((arg) => basename(arg)).join(' ');
    this.#ended = new Promise((_, fail) => {
      this.#child.on('error', fail);
      this.#child.on('close', (code, signal) => fail(new Error(`${name}: ended with ${signal ?? code}\n${said}`)));
    });
    this.#ended.catch(() => undefined);
  }

  static async open(command, args, env) {
    const rounds = new Rounds(command, args, env);
    await rounds.#answer();
    return rounds;
  }

  next() {
    this.#child.stdin.write('\n');
    return this.#answer();
  }

  close() {
    this.#child.kill();
  }

  async #answer() {
    const { value, done } = await Promise.race([this.#lines.next(), this.#ended]);
    // Without its last line it has ended, and why comes a moment later.
    return done ? this.#ended : JSON.parse(value);
  }
}

/** The other side of it, in a script of Node. */
export async function serveRounds(measure) {
  process.stdout.write('{}\n');
  for await (const _ of createInterface({ input: process.stdin }))
    process.stdout.write(`${JSON.stringify(await measure())}\n`);
}

/** A peer on one thread and on all cores, by name, of what `peers` of the tools gave. */
export const namedByThreads = (name, answers, of) =>
  Object.fromEntries(
    answers.map(([count, answer]) => [`${name}, ${count === 1 ? '1 thread' : `${count} threads`}`, of(answer)]),
  );
