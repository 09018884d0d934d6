import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  columnAt,
  confusionOfArray,
  confusionOfTable,
  countsOfReport,
  parseTensor,
  matrixAt,
  type PrintedReport,
  type PrintedTable,
  readFrame,
  readLog,
  readMarkdownTable,
  readReport,
  readReportDict,
  readSeries,
  reportFaults,
  saysConfusion,
  sizeFault,
  transposed,
} from '@surprisal/core';

type Numbers = (number | string | null)[];
interface Stored {
  reports: {
    text: string;
    dict: string;
    rates: [string, Numbers | number][];
    digits: number;
    counts: number[][] | null;
  }[];
  matrices: { kind: string; text: string; classes: string[]; rows: 'actual' | 'predicted'; counts: number[][] }[];
  frames: { text: string; columns: string[]; values: (Numbers | null)[]; rows: number }[];
  series: { text: string; name: string; values: Numbers | null; rows: number }[];
  cut: { rows: string[]; columns: { text: string; first: Numbers }[] };
}
const stored = JSON.parse(
  readFileSync(new URL('../../../test/reference/data/prints.json', import.meta.url), 'utf8'),
) as Stored;
const number = (value: number | string | null): number =>
  value === null ? NaN : Number(String(value).replace('inf', 'Infinity'));

/** Where a print may stand: alone, in a comment, indented below a line of text. */
const places: ((text: string) => [text: string, from: number])[] = [
  (text) => [text, 0],
  (text) => ['x = 1\n\n' + text.replace(/^/gm, '# ') + '\n\ny = 2\n', 9],
  (text) => ['Here it is:\n\n' + text.replace(/^/gm, '    ') + '\n\nAnd on.\n', 17],
  (text) => [text.replaceAll('\n', '\r\n') + '\r\n\r\n', 0],
];

function checkReport(read: PrintedReport | null, rates: Stored['reports'][0]['rates'], slack: number): void {
  assert(read);
  const rows = [...read.classes, ...read.averages];
  const wanted = rates.filter((entry): entry is [string, Numbers] => Array.isArray(entry[1]));
  assert.deepEqual(
    rows.map(({ label }) => label),
    wanted.map(([label]) => label),
  );
  for (const [i, [label, values]] of wanted.entries()) {
    const { precision, recall, f1, support } = rows[i];
    [precision, recall, f1, support].forEach((value, j) => {
      const want = number(values[j]);
      assert(Object.is(value, want) || Math.abs(value - want) <= slack, `${label}: ${value} for ${want}`);
    });
  }
  const accuracy = rates.find(([label, value]) => label === 'accuracy' && !Array.isArray(value))?.[1];
  if (typeof accuracy === 'number') assert(read.accuracy && Math.abs(read.accuracy.f1 - accuracy) <= slack);
}

describe('prints', () => {
  it('D4 classification reports of scikit-learn are read by class, wherever they stand, and hold together', () => {
    for (const { text, rates, digits, counts } of stored.reports) {
      for (const place of places) {
        const [whole, from] = place(text.trimEnd());
        const at = whole.indexOf('f1-score', from);
        checkReport(readReport(whole, at), rates, 0.5000001 * 10 ** -digits);
        const last = whole.indexOf('avg', at);
        checkReport(readReport(whole, last), rates, 0.5000001 * 10 ** -digits);
      }
      const read = readReport(text, text.indexOf('f1-score'))!;
      assert.deepEqual(reportFaults(read), [], text);
      const found = countsOfReport(read);
      if (found) assert.deepEqual(found, counts, text);
    }
  });

  it('D4 the same of output_dict, as Python prints it and as JSON', () => {
    let known = 0;
    for (const { dict, rates, counts } of stored.reports) {
      const json = dict.replaceAll("'", '"').replaceAll(': nan', ': NaN');
      for (const text of [dict, json, `report = ${dict}\n`]) {
        const read = readReportDict(text, text.indexOf('recall'));
        checkReport(read, rates, 1e-12);
        assert.deepEqual(reportFaults(read!), [], text);
        const found = countsOfReport(read!);
        if (found) assert.deepEqual(found, counts);
        known += found ? 1 : 0;
      }
    }
    assert(known > 0);
  });

  it('D4 no matrix is made of a report that contradicts itself', () => {
    const counted = stored.reports.find(({ text }) => countsOfReport(readReport(text, text.indexOf('f1-'))!))!;
    const forged = counted.text.replace(/(accuracy +)\d\.\d/, (_, label: string) => `${label}9.9`);
    assert.notEqual(forged, counted.text);
    assert.equal(countsOfReport(readReport(forged, forged.indexOf('f1-'))!), null);
  });

  it('D4 what in a report contradicts itself is named with its line', () => {
    const { text } = stored.reports.find((report) => report.text.includes('accuracy  ') && report.digits === 2)!;
    const line = /(macro avg\s+)(0\.\d\d)/.exec(text)!;
    const wrong = text.replace(line[0], `${line[1]}0.01`);
    const faults = reportFaults(readReport(wrong, wrong.indexOf('macro'))!);
    assert.deepEqual(
      faults.map(({ row, rate, found }) => [row.label, rate, found]),
      [['macro avg', 'precision', 0.01]],
    );
    assert.equal(wrong.slice(faults[0].row.start).startsWith('macro avg'), true);
  });

  it('D4 confusion matrices as NumPy, pandas and Markdown print them', () => {
    for (const { kind, text, classes, rows, counts } of stored.matrices) {
      const named = `Confusion matrix:\n${text}\n`;
      for (const certain of [true, false]) {
        const whole = certain ? named : text;
        const at = whole.indexOf(text);
        const says = saysConfusion(whole, at, null);
        assert.equal(says, certain);
        const table =
          kind === 'numpy' ? null : (readFrame(whole, whole.length - 3) ?? readMarkdownTable(whole, whole.length - 3));
        const found = table ? confusionOfTable(table, says) : confusionOfArray(parseTensor(text).tensor, says);
        if (!found && !certain) continue;
        assert(found, whole);
        assert.deepEqual([...found.counts], counts.flat(), text);
        assert.deepEqual(found.classes, classes, text);
        if (['crosstab', 'margins', 'markdown'].includes(kind)) assert.equal(found.rows, rows, text);
        assert.equal(found.certain, certain || found.rows !== null, text);
      }
    }
  });

  it('D4 the counts at a place, as a person says they are a matrix, of a table, an array or a report', () => {
    for (const { text, classes, counts } of stored.matrices) {
      const found = matrixAt(text, text.length - 3, 'text');
      assert.deepEqual([found?.classes, [...found!.counts]], [classes, counts.flat()], text);
      assert.deepEqual([...transposed(transposed(found!)).counts], counts.flat());
    }
    const report = stored.reports.find(({ text }) => countsOfReport(readReport(text, text.indexOf('f1-'))!))!;
    assert.deepEqual([...matrixAt(report.text, report.text.indexOf('f1-'), 'text')!.counts], report.counts!.flat());
    assert.equal(matrixAt('[[1, 2, 3], [4, 5, 6]]', 3, 'json'), null);
  });

  it('D4 the columns of a printed DataFrame, without its index, however wide', () => {
    for (const { text, columns, values, rows } of stored.frames)
      for (const place of places) {
        const [whole] = place(text);
        const lines = whole.split('\n');
        let start = 0;
        for (const [i, line] of lines.entries()) {
          const end = start + line.trimEnd().length;
          const isRow = /\S {1,}\S/.test(line) && line.length > 8 && !/rows x|^\W*(id|u +v)\s*$|[=.]$|Here/.test(line);
          if (isRow && (i % 5 === 0 || i < 4)) {
            const table = readFrame(whole, end - 1);
            assert(table, `${line}\n${whole}`);
            checkTable(table, columns, values, rows, whole);
          }
          start += line.length + 1;
        }
      }
  });

  it('D4 a printed Series, by its last line', () => {
    for (const { text, name, values, rows } of stored.series)
      for (const place of places) {
        const [whole] = place(text);
        const table = readSeries(whole, whole.indexOf('dtype') - 3);
        assert(table, whole);
        checkTable(table, [name], [values], rows, whole);
      }
  });

  it('D4 the dots of a print are named: of rows, and of columns', () => {
    for (const text of stored.cut.rows) {
      const table = readFrame(text, 90) ?? readSeries(text, 30);
      assert(table?.cut, text);
      assert.match(text.slice(table.cut.start, table.cut.end), /^\.+$/);
    }
    for (const { text, first } of stored.cut.columns) {
      const table = readFrame(text, text.indexOf('c0'));
      assert(table?.leftOut && !table.cut);
      assert.equal(sizeFault(table), null);
      same(table.columns[0].values, first);
    }
    const { text } = stored.frames.find((frame) => frame.text.includes('rows x') && !frame.text.includes('\\'))!;
    const short = text.replace(/^0 .*\n/m, '');
    assert.notEqual(short, text);
    assert.match(sizeFault(readFrame(short, 3 + short.indexOf('\n'))!) ?? '', /of \d+/);
  });

  it('D4 what is no print is none', () => {
    for (const text of ['1 2\n3 4', '    x\ny = 1\nz = 2', 'a b\n1 2\n3 4', 'name  size\nfoo      1\nbar      2', ''])
      for (let at = 0; at <= text.length; at++)
        assert.deepEqual([readFrame(text, at), readSeries(text, at), readReport(text, at)], [null, null, null], text);
  });

  it('D4 logs: Keras, Lightning, Hugging Face, tqdm and key=value', () => {
    const of = (text: string) =>
      readLog(text).map(({ name, n, first, last, least, leastAt }) => [
        name,
        n,
        first,
        last,
        least,
        `${leastAt.unit} ${leastAt.at}`,
      ]);
    assert.deepEqual(
      of(
        'Epoch 1/2\n938/938 [====] - 5s 3ms/step - loss: 0.5300 - accuracy: 0.81 - val_loss: 4.1e-1\n' +
          'Epoch 2/2\n938/938 [====] - 5s 3ms/step - loss: 0.2100 - accuracy: 0.93 - val_loss: 0.45\n',
      ),
      [
        ['loss', 2, 0.53, 0.21, 0.21, 'epoch 2'],
        ['accuracy', 2, 0.81, 0.93, 0.81, 'epoch 1'],
        ['val_loss', 2, 0.41, 0.45, 0.41, 'epoch 1'],
      ],
    );
    const again = 'Epoch 1/2\n938/938 - loss: 0.3000\nEpoch 2/2\n938/938 - loss: 0.3000\n';
    assert.deepEqual(of(again), [['loss', 2, 0.3, 0.3, 0.3, 'epoch 1']], 'the first of equals');
    assert.deepEqual(
      of("{'loss': 0.53, 'learning_rate': 5e-05, 'epoch': 0.5}\n{'loss': 0.4, 'learning_rate': 4e-05, 'epoch': 1.0}"),
      [
        ['loss', 2, 0.53, 0.4, 0.4, 'epoch 1'],
        ['learning_rate', 2, 5e-5, 4e-5, 4e-5, 'epoch 1'],
      ],
    );
    assert.deepEqual(of('epoch 1/3 acc: 9/10 loss: 0.5/s\nepoch 2/3 acc: 8/10 loss: 0.4/s\n'), [
      ['loss', 2, 0.5, 0.4, 0.4, 'epoch 2'],
    ]);
    // Thousands of a step are parted by commas; of a loss `0,693` is no 0, and `1,234` may be 1.234.
    assert.deepEqual(of('step 1,000 loss 2.5\nstep 1,234,000 loss 2.4\nloss: 0,693\nloss: 1,234\nstep 9,00 loss 2.3'), [
      ['loss', 3, 2.5, 2.3, 2.3, 'step 1234000'],
    ]);
    assert.deepEqual(
      of(
        'Epoch 0: 100%|███| 938/938 [00:12<00:00, 75.5it/s, v_num=0, train_loss=0.230]\rEpoch 1: 100%|███| 938/938 [00:12<00:00, 75.52it/s, v_num=0, train_loss=0.12]',
      ),
      [['train_loss', 2, 0.23, 0.12, 0.12, 'epoch 1']],
    );
    assert.deepEqual(
      of(
        '2024-01-01 12:00:01 INFO step=100 Train Loss: 0.5 | Val Acc: 93.2%\n2024-01-01 12:00:02 INFO step=200 Train Loss: nan | Val Acc: 94%\n',
      ),
      [
        ['Train Loss', 2, 0.5, NaN, 0.5, 'step 100'],
        ['Val Acc', 2, 93.2, 94, 93.2, 'step 100'],
      ],
    );
    const report = `    accuracy${' '.repeat(27)}0.78        60\n`;
    assert.deepEqual(of(`accuracy: 0.5\n${report}`), [['accuracy', 1, 0.5, 0.5, 0.5, 'line 1']]);
    assert.deepEqual(of('loss 0.5\nloss 0.4\n'), [['loss', 2, 0.5, 0.4, 0.4, 'line 2']]);
  });
});

function checkTable(
  table: PrintedTable,
  names: string[],
  values: (Numbers | null)[],
  rows: number,
  text: string,
): void {
  assert.equal(table.labels.length, rows, text);
  assert.equal(sizeFault(table), null, text);
  const numeric = names.map((name, i) => ({ name, values: values[i] })).filter((column) => column.values);
  for (const { name, values: wanted } of numeric) {
    const column = table.columns.find((each) => each.name === name);
    assert(column, `${name} of ${table.columns.map((each) => each.name).join('|')}\n${text}`);
    same(column.values, wanted!, text);
    assert.equal(columnAt(table, column.cells[0].start), column);
  }
}

function same(found: Float64Array | null, wanted: Numbers, text = ''): void {
  assert(found, text);
  assert.deepEqual([...found], wanted.map(number), text);
}
