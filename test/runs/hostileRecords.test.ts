import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { all } from '../cases.js';
import { names as kinds } from './hostileRecords.js';

const program = fileURLToPath(new URL('hostileRecords.js', import.meta.url));
const MB = 2 ** 20;
/** Every third in a plain run. */
const names = kinds.filter((_, i) => all || i % 3 === 0);
/** An eighth of the greatest size in a plain run, whose heap is smaller for it. */
const [SHARE, HEAP] = all ? [1, 512] : [0.125, 128];

interface Outcome {
  name: string;
  outcome?: string;
  memory?: number;
}

describe('S24 S25 no file of a folder that came from someone else ends the process that reads it', function () {
  this.timeout(600_000);
  it(`${names.length} kinds of record, corrections, configurations and pictures, with a heap of ${HEAP} MB`, () => {
    const args = [`--max-old-space-size=${HEAP}`, program, String(SHARE), ...names];
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Outcome);
    const ended = `ended by ${signal ?? `code ${status}`} in: ${lines.at(-1)?.name}\n${stderr.slice(0, 2000)}`;
    assert.ok(status === 0 && signal === null, ended);
    const outcomes = lines.filter(({ outcome }) => outcome !== undefined);
    assert.deepEqual(
      outcomes.map(({ name }) => name),
      names,
    );
    for (const { name, outcome } of outcomes)
      assert.match(outcome!, /^(?:refused: |none$|read$)|damaged|, line 1: /, `${name}: ${outcome}`);
    // Of the heap, and of bytes beside it: the file as it was read, decoded and copied.
    assert.ok(lines.at(-1)!.memory! < (HEAP + 512) * MB, `${lines.at(-1)!.memory! / MB} MB`);
  });
});
