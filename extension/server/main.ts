import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './serve.js';

/** For tests: a document that contains the first text ends the server, and the second one makes it hang. */
const { SURPRISAL_FATAL_TEXT: fatal, SURPRISAL_ENDLESS_TEXT: endless } = process.env;

serve(createConnection(ProposedFeatures.all), {
  pid: process.pid,
  before({ text }) {
    if (fatal && text.includes(fatal)) process.abort();
    if (endless && text.includes(endless)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
});
