import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Ask } from '../../extension/protocol/compute.js';
import { answer } from '../../extension/server/compute/answer.js';
import { hoverAt } from '../../extension/server/hoverAt.js';
import { IndexedDocument } from '../../extension/server/indexedDocument.js';
import { cases } from '../cases.js';

const stored = JSON.parse(
  readFileSync(new URL('../../../test/reference/data/prints.json', import.meta.url), 'utf8'),
) as { reports: { text: string }[]; frames: { text: string; columns: string[] }[]; cut: { rows: string[] } };

function at(text: string, mark: string, language = 'plaintext') {
  const document = IndexedDocument.create('file:///x', language, 1, text);
  return hoverAt(document, document.positionAt(text.indexOf(mark)), 'dark');
}
const printAt = (text: string, mark: string, language?: string) => {
  const answer = at(text, mark, language);
  assert(answer && 'print' in answer, JSON.stringify(answer));
  return answer.print;
};

describe('hover on a print', () => {
  it('D4 a classification report: accuracy, the least recalls, n, in a log, a comment and a fence', () => {
    const { text } = stored.reports.find((report) => report.text.includes('accuracy  '))!;
    for (const [whole, language] of [
      [text, 'log'],
      [text.replace(/^/gm, '# '), 'python'],
      [`\`\`\`\n${text}\`\`\`\n`, 'markdown'],
    ]) {
      const print = printAt(whole, 'weighted', language);
      assert(print.kind === 'report' && print.faults.length === 0);
      const { worst, n, accuracy } = print.summary;
      assert(n > 0 && accuracy !== null && worst.length > 0);
      assert.deepEqual(
        worst.map(({ recall }) => recall),
        worst.map(({ recall }) => recall).sort((a, b) => a - b),
      );
    }
  });

  it('D1 Describe Tensor on a classification report gives it by class, as printed', () => {
    const text = 'results\n' + stored.reports.find((report) => report.text.includes('accuracy  '))!.text;
    const caret = text.indexOf('weighted');
    const where = { source: text, fromDisk: false, syntax: 'text' as const, selections: [], caret };
    const given = answer({ ...where, swapped: false, ask: { kind: 'describe', theme: 'dark' } });
    assert(given.kind === 'report', JSON.stringify(given));
    const { labels, recall, ranges } = given.table;
    for (const [i, label] of labels.entries()) {
      const line = text.slice(ranges[i * 2], ranges[i * 2 + 1]);
      assert(line.trim().startsWith(label), line);
      if (!Number.isNaN(recall[i])) assert.equal(Number(line.trim().split(/\s+/).at(-3)), recall[i]);
    }
    assert.deepEqual(labels.slice(-3), ['accuracy', 'macro avg', 'weighted avg']);
  });

  it('D4 a matrix of counts: certain by a name, else a second reading, else only numbers', () => {
    const counts = '[[50  2]\n [ 3 45]]';
    const of = (text: string, language?: string) => {
      const answer = at(text, '50', language);
      assert(answer && 'data' in answer);
      return answer.data.confusion;
    };
    const named = of(`Confusion matrix:\n${counts}\n`);
    assert.deepEqual([named?.certain, named?.rows, named?.accuracy, named?.n], [true, null, 0.95, 100]);
    assert.deepEqual(named?.worst[0], { label: '1', recall: 45 / 48, support: 48 });
    assert.equal(of('{"cm": [[50, 2], [3, 45]]}', 'json')?.certain, true);
    assert.equal(of(counts)?.certain, false);
    assert.equal(of('[[2 50]\n [45 3]]'), null);
    assert.equal(of('[[50 2]]'), null);
  });

  it('D4 a table of Markdown with nothing in its corner is no print of pandas', () => {
    const matrix = '| | cat | dog |\n|---|---|---|\n| cat | 5 | 2 |\n| dog | 1 | 4 |\n';
    const print = printAt(matrix, '5', 'markdown');
    assert(print.kind === 'confusion' && print.confusion.n === 12);
    assert.equal(at(matrix.replace('5', '0.5'), '0.5', 'markdown'), null);
  });

  it('D4 a column of pandas without its index; a print that was cut short is refused', () => {
    const { text, columns } = stored.frames.find((frame) => frame.columns[0] !== '0' && !frame.text.includes('\\'))!;
    const print = printAt(text, columns[0]);
    assert(print.kind === 'column' && print.name === columns[0]);
    assert.equal(print.facts.count, print.rows);
    for (const cut of stored.cut.rows) {
      const answer = at(cut, '..') ?? at(cut, '0.') ?? at(cut, '1\n');
      assert(answer && 'problem' in answer && answer.problem.code === 'truncated');
    }
  });

  it('D4 a line of a training log: each name over the log; one assignment in code is none', () => {
    const log = 'epoch 1: loss=0.5 [x, acc=0.1]\nepoch 2: loss=0.25 [x, acc=0.3]\n';
    for (const mark of ['loss', 'acc=']) {
      const print = printAt(log, mark, 'log');
      assert(print.kind === 'log');
      assert.deepEqual(
        print.series.map(({ name, n, least, leastAt }) => [name, n, least, leastAt.at]),
        [
          ['loss', 2, 0.25, 2],
          ['acc', 2, 0.1, 1],
        ],
      );
    }
    assert.equal(at('loss = 0.5\nloss = 0.4\n', 'loss', 'python'), null);
    assert.equal(at('port: 80\nport: 90\n', 'port', 'plaintext'), null);
  });

  it('D1 D4 Describe Tensor takes a column or the selected table without its index, Compute Loss two columns by name', () => {
    const source = '   y_true  y_prob name\n0       1    0.75    a\n1       0    0.50  b c\n';
    const question = (caret: number, selections: { start: number; end: number }[], ask: Ask) =>
      answer({ source, fromDisk: false, syntax: 'json', selections, caret, swapped: false, ask });
    const describe: Ask = { kind: 'describe', theme: 'dark' };
    const column = question(source.indexOf('0.75'), [], describe);
    assert(column.kind === 'describe');
    assert.deepEqual([column.facts.shape, column.facts.mean, column.side.key], [[2], 0.625, 'y_prob']);
    const whole = question(0, [{ start: 0, end: source.length }], describe);
    assert(whole.kind === 'describe');
    assert.deepEqual([whole.facts.shape, whole.facts.maximum], [[2, 2], 1]);
    const loss = question(source.indexOf('0.75'), [], { kind: 'measure', id: 'binaryCrossEntropy', options: {} });
    assert(loss.kind === 'measure' && loss.target);
    assert(Math.abs(loss.value! - (Math.log(1 / 0.75) + Math.LN2) / 2) < 1e-9);
    assert.deepEqual([loss.target.key, loss.prediction.key], ['y_true', 'y_prob']);
    // Between the cells stand the index and the other columns, which an edit of another shape would write over.
    const edit = question(source.indexOf('0.75'), [], { kind: 'edit', operation: 'harden', alpha: 0, classes: null });
    assert(edit.kind === 'refusal');
    assert.match(edit.expected, /in a printed table/);
    const { rows } = stored.cut;
    const refused = answer({
      source: rows[0],
      fromDisk: false,
      syntax: 'json',
      selections: [],
      caret: 90,
      swapped: false,
      ask: describe,
    });
    assert(refused.kind === 'refusal' && refused.code === 'truncated');
  });

  /** Up to 5 MB in a fuzz. */
  const UNIT = process.env.FUZZ_CASES === undefined ? cases(40_000, 10_000) : 327_000;
  const hostile: Record<string, string> = {
    'one line': 'x 1 ',
    'numbered lines': '0 1 2\n',
    'heads without an end': 'a b \\\n\n',
    'wrapped frames': '     a \\\n0  1.0  \n\n',
    'rows of a report': 'a 1 1 1 1\n',
    braces: '{"a":',
    bars: '|a|b\n',
    types: 'Name: , dtype: ',
    losses: "loss=1 'loss': 1 \"loss: 1\n",
    'blank lines': '\n \n',
    dots: '..\n',
  };
  for (const [name, piece] of Object.entries(hostile))
    it(`S26 of ${name} takes no more than its length`, () => {
      const times = [1, 2, 4, 8, 16].map((size) => {
        const text = piece.repeat(Math.ceil((size * UNIT) / piece.length));
        const document = IndexedDocument.create('file:///x', 'log', 1, text.slice(0, 5 * 2 ** 20));
        const began = process.cpuUsage();
        for (const part of [0, 0.5, 1]) hoverAt(document, document.positionAt(Math.floor(text.length * part)), 'dark');
        const { user, system } = process.cpuUsage(began);
        return (user + system) / 1000;
      });
      assert(times[4] <= (times[0] + 40) * 2.5 ** 4, `${times.map(Math.round).join(', ')} ms`);
    }).timeout(60_000);
});
