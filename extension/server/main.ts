import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './serve.js';

/** Texts at whose sight the server dies, or answers no more, so that a test can see what becomes of their document. */
const { SURPRISAL_FATAL_TEXT: fatal, SURPRISAL_ENDLESS_TEXT: endless } = process.env;

serve(createConnection(ProposedFeatures.all), {
  pid: process.pid,
  before({ text }) {
    if (fatal && text.includes(fatal)) process.abort();
    if (endless && text.includes(endless)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
});
