import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { all } from '../cases.js';
import { FAILED } from '../../scripts/suite.mjs';

const root = process.cwd();

/** What the suite of the small extension does, and how the stand-in for `code` must end. */
const cases: [name: string, body: string, code: number, words: RegExp][] = [
  ['passes', 'assert.equal(vscode.workspace.workspaceFolders.length, 1);', 0, /1 passing/],
  ['fails', 'assert.equal(1, 2);', 1, /1 failed/],
  ['kills the extension host', "process.kill(process.pid, 'SIGKILL');", 3, /extension host ended before its suite/],
  ['leaves early', 'process.exit(0);', 3, /extension host ended before its suite/],
  ['kills the server', "process.kill(process.ppid, 'SIGKILL'); return new Promise(() => {});", 4, /server died/],
  ['hangs', 'return new Promise(() => {});', 6, /the suite hangs: no word from it for 5 s \(in: small suite\)/],
];

/** Without `--all` this one: the suite of this project passes, and each of the others is one more way to break off. */
const fewer = ['fails'];

describe('stand-in for code', function () {
  this.timeout(180_000);
  let folder = '';

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'surprisal-small-'));
    mkdirSync(join(folder, 'opened'));
    const manifest = { name: 'small', publisher: 'surprisal', version: '0.0.1', engines: { vscode: '^1.91.0' } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    writeFileSync(
      join(folder, 'index.js'),
      `const Mocha = require(${JSON.stringify(join(root, 'node_modules/mocha'))});
exports.run = () => new Promise((done, fail) => {
  const mocha = new Mocha({ timeout: 0, reporter: ${JSON.stringify(join(root, 'scripts/reporter.cjs'))} });
  mocha.addFile(__dirname + '/' + process.env.SMALL_CASE + '.js');
  mocha.run((failed) => (failed ? fail(new Error(failed + ' failed')) : done()));
});`,
    );
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [index, [name, body, code, words]] of cases.entries())
    it(`ends with ${code} where a suite ${name}`, async function () {
      if (!all && !fewer.includes(name)) this.skip();
      writeFileSync(
        join(folder, `${index}.js`),
        `const assert = require('node:assert'); const vscode = require('vscode');
it('small suite', () => { ${body} });`,
      );
      const child = spawn(
        join(root, 'scripts/code.mjs'),
        [
          join(folder, 'opened'),
          '--no-sandbox',
          '--disable-workspace-trust',
          `--extensionTestsPath=${join(folder, 'index.js')}`,
          `--extensionDevelopmentPath=${folder}`,
        ],
        {
          env: {
            ...process.env,
            SMALL_CASE: String(index),
            // The others are not silent for as long as that, however slow the machine.
            ...(name === 'hangs' && { SURPRISAL_SILENCE_SECONDS: '5' }),
            // A host that was killed has no last words.
            ...(code === FAILED.hostDied && { SURPRISAL_LAST_WORDS_SECONDS: '2' }),
          },
        },
      );
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
      const ended = await new Promise<number | null>((done) => {
        child.on('close', done);
      });
      assert.equal(ended, code, output);
      assert.match(output, words);
    });
});
