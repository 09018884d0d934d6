#!/usr/bin/env node
/**
 * Stands in for the `code` executable where none can be downloaded: takes the command line that
 * @vscode/test-electron builds and runs the suite in the VS Code server, driven by Chromium.
 * Ends with 0 where every test passed, 1 where one failed, and another code where the suite did not come to its end.
 */
import { format } from 'node:util';
import { resolve } from 'node:path';
import { openBrowser } from './browser.mjs';
import { startServer } from './vscodeServer.mjs';

const FAILED = { test: 1, noSummary: 2, hostDied: 3, serverDied: 4, pageCrashed: 5, hang: 6, launch: 7 };
const LAUNCH_SECONDS = 120;
const SILENCE_SECONDS = Number(process.env.SURPRISAL_SILENCE_SECONDS ?? 90);

const options = Object.fromEntries(
  process.argv.filter((it) => it.startsWith('--')).map((it) => /^--([^=]+)=?(.*)$/s.exec(it)?.slice(1) ?? []),
);
const folder = process.argv.slice(2).find((it) => !it.startsWith('--'));
if (!folder || !options.extensionTestsPath || !options.extensionDevelopmentPath) {
  console.error('usage: code.mjs FOLDER --extensionTestsPath=PATH --extensionDevelopmentPath=PATH');
  process.exit(FAILED.launch);
}

let summary;
let standing = 'before its first test';
let begun = false;
let heard = performance.now();
/** What the host itself says: shown only where the suite does not come to its end. */
const chatter = [];
/** @type {{ code: number, words?: string }} */
let outcome;
const closing = [];
try {
  const server = await startServer({ driver: true });
  closing.unshift(server.stop);
  const browser = await openBrowser();
  closing.unshift(browser.close);
  const { page } = browser;
  outcome = await new Promise((done) => {
    const end = (kind, words) => done({ code: FAILED[kind], words: `${words} (${standing})` });
    void server.ended.then((words) => end('serverDied', `the VS Code server died:\n${words}`));
    server.onOutput((text) => {
      const died = /Extension Host Process exited.*/.exec(text);
      // A host that has done its work ends as well, and its last words come by way of the page, a moment later.
      if (died)
        setTimeout(() => {
          if (!summary) end('hostDied', `the extension host ended before its suite: ${died[0]}`);
        }, 2500);
    });
    page.on('crash', () => end('pageCrashed', 'the page of the workbench crashed'));
    setInterval(() => {
      const limit = begun ? SILENCE_SECONDS : LAUNCH_SECONDS;
      if (performance.now() - heard > limit * 1000) end('hang', `the suite hangs: no word from it for ${limit} s`);
    }, 1000).unref();
    const log = (_type, args) => {
      const line = format(...args);
      if (!/^[|#]/.test(line)) {
        chatter.push(line);
        return;
      }
      begun = true;
      heard = performance.now();
      console.log(line);
      if (line.startsWith('#test ')) standing = `in: ${line.slice('#test '.length)}`;
      if (line.startsWith('#summary ')) {
        standing = 'after its summary';
        summary = JSON.parse(line.slice('#summary '.length));
      }
    };
    const exit = (code) => {
      // A dead host or server looks like this too, and says so itself a moment later.
      if (!summary) setTimeout(() => end('noSummary', `the suite ended with ${code} and without a summary`), 3000);
      else if (code !== 0 || summary.failed > 0) done({ code: FAILED.test, words: `${summary.failed} failed` });
      else done({ code: 0 });
    };
    const remote = (path) => `vscode-remote://${new URL(server.origin).host}${resolve(path)}`;
    const payload = JSON.stringify([
      ['extensionDevelopmentPath', remote(options.extensionDevelopmentPath)],
      ['extensionTestsPath', remote(options.extensionTestsPath)],
      ['skipWelcome', 'true'],
    ]);
    void (async () => {
      await page.exposeFunction('codeAutomationLog', log);
      await page.exposeFunction('codeAutomationExit', exit);
      await page.goto(server.url(resolve(folder), { payload }));
    })().catch((error) => end('launch', `the workbench did not open: ${error.message}`));
  });
  if (browser.blocked.length > 0)
    outcome = { code: FAILED.test, words: `something asked for another machine: ${browser.blocked.join(', ')}` };
} catch (error) {
  outcome = { code: FAILED.launch, words: error.message };
}
for (const close of closing) await close().catch((error) => console.error(`closing: ${error.message}`));
if (outcome.words) console.error(outcome.words);
if (outcome.code > FAILED.test) console.error(chatter.slice(-30).join('\n'));
process.exit(outcome.code);
