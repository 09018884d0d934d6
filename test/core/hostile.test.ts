import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cases } from '../cases.js';
import { hostile, type Outcome } from './hostile.js';

const program = fileURLToPath(new URL('hostile.js', import.meta.url));
const MB = 2 ** 20;

/** This Node, and the one that VS Code brings where its server was installed for the tests. */
function nodes(): string[] {
  if (!existsSync('.vscode-test')) return [process.execPath];
  const servers = readdirSync('.vscode-test', { recursive: false })
    .map((name) => join('.vscode-test', String(name), 'node_modules'))
    .filter((folder) => existsSync(folder));
  const found = servers.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.startsWith('node-'))
      .map((name) => join(folder, name, 'bin', 'node')),
  );
  return [process.execPath, ...found.filter((file) => existsSync(file))];
}

const versionOf = (node: string): string => spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();

/** Reads them in a process of its own, whose heap is small: what grows with a file lies outside it. */
function read(node: string, names: readonly string[]): Outcome[] {
  const { status, signal, stdout, stderr } = spawnSync(node, ['--max-old-space-size=256', program, ...names], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Outcome);
  const ended = `ended by ${signal ?? `code ${status}`} in: ${lines.at(-1)?.name}\n${stderr.slice(0, 2000)}`;
  assert.ok(status === 0 && signal === null, ended);
  return lines.filter(({ outcome }) => outcome !== undefined);
}

describe('S24 F18 no file ends the process that reads it', () => {
  const names = Object.keys(hostile);
  const light = names.filter((name) => !hostile[name].heavy);
  /** 100,000 cases and files of the greatest size, by \`npm run fuzz\`. */
  const heavy = process.env.FUZZ_CASES === undefined ? [] : names.filter((name) => hostile[name].heavy);
  for (const node of nodes().slice(0, cases(9, 1))) {
    const version = versionOf(node);
    it(`${light.length} kinds of file, Node ${version}`, function () {
      this.timeout(180_000);
      const outcomes = read(node, light);
      assert.deepEqual(
        outcomes.map(({ name }) => name),
        light,
      );
      for (const { name, outcome } of outcomes) assert.match(outcome, hostile[name].says, name);
    });
    for (const name of heavy)
      it(`${name}, Node ${version}`, () => {
        const [{ outcome, bytes, memory }] = read(node, [name]);
        assert.match(outcome, hostile[name].says);
        assert.ok(memory <= 8 * bytes + 256 * MB, `${memory / MB} MB for a file of ${bytes / MB} MB`);
      });
  }
});
