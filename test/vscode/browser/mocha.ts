/** Mocha's build for browsers, in the place of `mocha`. */
import 'mocha/mocha.js';

interface Browser {
  mocha: Pick<BrowserMocha, 'setup' | 'run'> & { grep(words: string): void };
  Mocha: { reporters: object };
}
export const { mocha, Mocha } = globalThis as unknown as Browser;
export const { reporters } = Mocha;
