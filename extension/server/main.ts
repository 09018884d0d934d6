import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './serve.js';

/** Text at whose sight the server dies, so that a test can see what becomes of the document that holds it. */
const fatal = process.env['SURPRISAL_FATAL_TEXT'];

serve(createConnection(ProposedFeatures.all), ({ text }) => {
  if (fatal && text.includes(fatal)) process.abort();
});
