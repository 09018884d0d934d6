import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import {
  CancellationTokenSource,
  createConnection,
  createMessageConnection,
  LSPErrorCodes,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { type Findings, type LanguageSettings, wireName } from '../../extension/protocol/language.js';
import { hoverAt } from '../../extension/server/hoverAt.js';
import { diagnose } from '../../extension/server/diagnose.js';
import { pairLenses, shapeHints } from '../../extension/server/hints.js';
import { IndexedDocument } from '../../extension/server/indexedDocument.js';
import { serve } from '../../extension/server/serve.js';

/** One session for each hundred cases of a fuzz: 1,000 for its 100,000. */
const CASES = process.env.FUZZ_CASES;
const RUNS = CASES === undefined ? 50 : Math.ceil(Number(CASES) / 100);
const OPERATIONS = 50;

/** A client and a server in one process, with streams between them. */
function connect(): { client: MessageConnection; close: () => Promise<void> } {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  serve(server);
  const client = createMessageConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  client.listen();
  return {
    client,
    close: async () => {
      await client.sendRequest('shutdown');
      client.dispose();
      server.dispose();
    },
  };
}

const PIECES = [
  '[',
  ']',
  '{',
  '}',
  '"p": ',
  '"y_true": [1]',
  '"logits": [0.2, 0.8]',
  '0.5, ',
  '-1e3',
  'NaN',
  ',',
  ' ',
  '\n',
  '\r\n',
  '"',
  "'",
  '😀',
  '\uFEFF',
  '//',
  '/*',
  '*/',
  '#',
  'x = np.array([1, 2])',
  '`${[1]}`',
  '...',
  '[[1, 2], [3, 4]]',
];
const piece = fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 4 }));
const words = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''));
const share = fc.double({ min: 0, max: 1, noNaN: true });
const language = fc.constantFrom('json', 'jsonc', 'python', 'typescript', 'markdown', 'plaintext');

const operation = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('open' as const), doc: fc.nat(2), text: words, language }) },
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('change' as const), doc: fc.nat(2), from: share, to: share, text: words }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close' as const), doc: fc.nat(2) }) },
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('hover' as const), doc: fc.nat(2), at: share, cancel: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('inline' as const), doc: fc.nat(2) }) },
);

/** What a position is, told by splitting the text anew at every line end. */
function positionOf(text: string, offset: number): { line: number; character: number } {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: lines.length - 1, character: lines.at(-1)!.length };
}

/** An offset between the two units of a line end is none that an editor can send. */
const offsetIn = (text: string, at: number): number => {
  const offset = Math.round(at * text.length);
  return text[offset] === '\n' && text[offset - 1] === '\r' ? offset - 1 : offset;
};

/** As it comes out of a message. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

interface Open {
  text: string;
  version: number;
  language: string;
}

/** How many times the faults of a document were compared. */
let looked = 0;

async function play(
  operations: readonly (typeof operation extends fc.Arbitrary<infer T> ? T : never)[],
): Promise<void> {
  const { client, close } = connect();
  const open = new Map<number, Open>();
  const uri = (doc: number): string => `file:///${doc}.txt`;
  const pending: Promise<void>[] = [];
  const settings: LanguageSettings = { diagnostics: true, distributionKeys: ['p'], inlayHints: true, codeLens: true };
  /** Every text by its version; none comes twice. */
  const texts: Open[] = [];
  const heard: Findings[] = [];
  const keep = (doc: number, made: Open): void => void (open.set(doc, made), texts.push(made));
  client.onNotification(wireName('findings'), (found: Findings) => void heard.push(found));
  try {
    await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
    await client.sendNotification(wireName('settings'), settings);
    for (const step of operations) {
      const { doc } = step;
      const document = open.get(doc);
      const textDocument = { uri: uri(doc) };
      if (step.kind === 'open' && !document) {
        const version = texts.length;
        keep(doc, { text: step.text, version, language: step.language });
        const item = { ...textDocument, languageId: step.language, version, text: step.text };
        await client.sendNotification('textDocument/didOpen', { textDocument: item });
      }
      if (!document) continue;
      const { text, version } = document;
      const fresh = () => IndexedDocument.create(uri(doc), document.language, version, text);
      if (step.kind === 'close') {
        open.delete(doc);
        await client.sendNotification('textDocument/didClose', { textDocument });
      } else if (step.kind === 'change') {
        const [a, b] = [offsetIn(text, step.from), offsetIn(text, step.to)].sort((x, y) => x - y) as [number, number];
        const range = { start: positionOf(text, a), end: positionOf(text, b) };
        const next = texts.length;
        keep(doc, { ...document, text: text.slice(0, a) + step.text + text.slice(b), version: next });
        await client.sendNotification('textDocument/didChange', {
          textDocument: { ...textDocument, version: next },
          contentChanges: [{ range, text: step.text }],
        });
      } else if (step.kind === 'hover') {
        const position = positionOf(text, offsetIn(text, step.at));
        const expected = plain(hoverAt(fresh(), position, 'dark'));
        const cancel = new CancellationTokenSource();
        const answer = client.sendRequest(
          wireName('hover'),
          { textDocument, version, position, theme: 'dark' },
          cancel.token,
        );
        const late = client.sendRequest(wireName('hover'), {
          textDocument,
          version: version + 700,
          position,
          theme: 'dark',
        });
        if (step.cancel) cancel.cancel();
        pending.push(
          answer.then(
            (found) => assert.deepEqual(found, expected, JSON.stringify({ text, position })),
            (error: { code?: number }) => assert.equal(step.cancel && error.code, LSPErrorCodes.RequestCancelled),
          ),
          late.then((found) => assert.equal(found, null)),
        );
      } else if (step.kind === 'inline') {
        const range = { start: positionOf(text, 0), end: positionOf(text, text.length) };
        const asked = { textDocument, version, range };
        assert.deepEqual(await client.sendRequest(wireName('hints'), asked), shapeHints(fresh(), range));
        assert.deepEqual(await client.sendRequest(wireName('lenses'), asked), plain(pairLenses(fresh())));
      }
    }
    await Promise.all(pending);
    for (const { version, findings, uri } of heard) {
      looked++;
      const { text, language } = texts[version];
      const fresh = IndexedDocument.create(uri, language, version, text);
      assert.deepEqual(findings, plain(diagnose(fresh, settings)), JSON.stringify(text));
    }
  } finally {
    await close();
  }
}

describe('language-server sessions', () => {
  it(`F16 F17 ${RUNS} random sessions answer as a parse from scratch does`, async () => {
    await fc.assert(fc.asyncProperty(fc.array(operation, { minLength: OPERATIONS, maxLength: OPERATIONS }), play), {
      numRuns: RUNS,
      ...(CASES === undefined && { seed: 5 }),
    });
    assert(looked > 0, `faults of ${looked} documents`);
  }).timeout(Math.max(60_000, RUNS * 2000));
});
