/** Replaces `mocha` by its build for browsers. */
import 'mocha/mocha.js';

interface Browser {
  mocha: Pick<BrowserMocha, 'setup' | 'run'> & { grep(words: string): void };
  Mocha: { reporters: object };
}
export const { mocha, Mocha } = globalThis as unknown as Browser;
export const { reporters } = Mocha;
