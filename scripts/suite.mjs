/** Listens to a suite that runs inside VS Code, in a page, until it has ended or can't come to its end. */
import { format } from 'node:util';

export const FAILED = { test: 1, noSummary: 2, hostDied: 3, serverDied: 4, pageCrashed: 5, hang: 6, launch: 7 };
const LAUNCH_SECONDS = 120;
const SILENCE_SECONDS = Number(process.env.SURPRISAL_SILENCE_SECONDS ?? 90);
/** Milliseconds that the last words of a host that has ended may take on their way. */
export const LAST_WORDS = 1000 * Number(process.env.SURPRISAL_LAST_WORDS_SECONDS ?? 10);

/**
 * @typedef {{ code: number, words?: string }} Outcome 0 where every test passed
 * @typedef {(kind: keyof typeof FAILED, words: string, after?: number) => void} Fail
 *   `after`: so many milliseconds later, where no summary has come by then
 *
 * @param {import('./browser.mjs').Browser} browser
 * @param {string} url the workbench that runs the suite
 * @param {(fail: Fail) => void} [watch] what else may end it
 * @returns {Promise<Outcome>}
 */
export async function hearSuite({ page, blocked }, url, watch) {
  let summary;
  let standing = 'before its first test';
  let begun = false;
  let heard = performance.now();
  /** What the host itself says: shown only where the suite does not come to its end. */
  const chatter = [];
  /** @type {Outcome} */
  const outcome = await new Promise((done) => {
    /** @type {Fail} */
    const fail = (kind, words, after) => {
      if (after === undefined) done({ code: FAILED[kind], words: `${words} (${standing})` });
      else setTimeout(() => !summary && fail(kind, words), after);
    };
    watch?.(fail);
    page.on('crash', () => fail('pageCrashed', 'the page of the workbench crashed'));
    setInterval(() => {
      const limit = begun ? SILENCE_SECONDS : LAUNCH_SECONDS;
      if (performance.now() - heard > limit * 1000) fail('hang', `the suite hangs: no word from it for ${limit} s`);
    }, 1000).unref();
    const log = (_type, args) => {
      for (const line of format(...args).split('\n')) hear(line);
    };
    const hear = (/** @type {string} */ line) => {
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
      if (!summary) fail('noSummary', `the suite ended with ${code} and without a summary`, 1.2 * LAST_WORDS);
      else if (code !== 0 || summary.failed > 0) done({ code: FAILED.test, words: `${summary.failed} failed` });
      else done({ code: 0 });
    };
    void (async () => {
      await page.exposeFunction('codeAutomationLog', log);
      await page.exposeFunction('codeAutomationExit', exit);
      await page.goto(url);
    })().catch((error) => fail('launch', `the workbench did not open: ${error.message}`));
  });
  if (outcome.code > FAILED.test) console.error(chatter.slice(-30).join('\n'));
  if (blocked.length > 0)
    return { code: FAILED.test, words: `something asked for another machine: ${blocked.join(', ')}` };
  return outcome;
}

/**
 * Ends this process with what came of a suite, once all that was opened for it is closed, the last first.
 * @param {(closing: (() => Promise<unknown>)[]) => Promise<Outcome>} work adds to `closing` how each thing is closed
 */
export async function endWith(work) {
  /** @type {(() => Promise<unknown>)[]} */
  const closing = [];
  const { code, words } = await work(closing).catch((error) => ({ code: FAILED.launch, words: error.message }));
  for (const close of closing.reverse()) await close().catch((error) => console.error(`closing: ${error.message}`));
  if (words) console.error(words);
  process.exit(code);
}
