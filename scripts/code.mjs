#!/usr/bin/env node
/**
 * Stands in for the `code` executable where none can be downloaded: takes the command line that
 * @vscode/test-electron builds and runs the suite in the VS Code server, driven by Chromium.
 * Ends with 0 where every test passed, 1 where one failed, and another code where the suite did not come to its end.
 */
import { resolve } from 'node:path';
import { openBrowser } from './browser.mjs';
import { endWith, FAILED, hearSuite, LAST_WORDS } from './suite.mjs';
import { startServer } from './vscodeServer.mjs';

const options = Object.fromEntries(
  process.argv.filter((it) => it.startsWith('--')).map((it) => /^--([^=]+)=?(.*)$/s.exec(it)?.slice(1) ?? []),
);
const folder = process.argv.slice(2).find((it) => !it.startsWith('--'));
if (!folder || !options.extensionTestsPath || !options.extensionDevelopmentPath) {
  console.error('usage: code.mjs FOLDER --extensionTestsPath=PATH --extensionDevelopmentPath=PATH');
  process.exit(FAILED.launch);
}

await endWith(async (closing) => {
  const server = await startServer({ driver: true });
  closing.push(server.stop);
  const browser = await openBrowser();
  closing.push(browser.close);
  const remote = (path) => `vscode-remote://${new URL(server.origin).host}${resolve(path)}`;
  const payload = JSON.stringify([
    ['extensionDevelopmentPath', remote(options.extensionDevelopmentPath)],
    ['extensionTestsPath', remote(options.extensionTestsPath)],
    ['skipWelcome', 'true'],
  ]);
  return hearSuite(browser, server.url(resolve(folder), { payload }), (fail) => {
    void server.ended.then((words) => fail('serverDied', `the VS Code server died:\n${words}`));
    server.onOutput((text) => {
      const died = /Extension Host Process exited.*/.exec(text);
      // A host that has done its work ends as well, and its last words come by way of the page, a moment later.
      if (died) fail('hostDied', `the extension host ended before its suite: ${died[0]}`, LAST_WORDS);
    });
  });
});
