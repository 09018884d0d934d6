import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { CancellationError, openedTable } from '../tableBench.js';

describe('the rows of a table in the host (R9)', () => {
  const query = {
    actual: null,
    predicted: null,
    offset: 0,
    count: 100,
    show: 'all',
    search: '',
    columns: [12, 0],
  } as const;

  it('R9 unscaled wine is warned of, and one press trains a run like it with standardised columns', async () => {
    const { view, seen, run } = openedTable('none');
    const facts = await view.handlers.table(null);
    assert.deepEqual([facts.rule, facts.opens, facts.unscaled, facts.columns.length], ['none', true, null, 13]);
    assert.ok(facts.factor! > 1000, String(facts.factor));
    await view.handlers.standardise(null);
    assert.deepEqual(seen.trained, [{ ...run.config, data: { ...run.config.data, scale: 'standard' } }]);
  });

  it('R9 of standardised columns it says what the run like it that scales nothing reads right, if there is one', async () => {
    const plain = openedTable('none').run;
    const facts = await openedTable('standard', [plain]).view.handlers.table(null);
    assert.deepEqual([facts.rule, facts.factor, facts.unscaled], ['standard', null, plain.epochs.at(-1)!.testAccuracy]);
    assert.equal((await openedTable('standard').view.handlers.table(null)).unscaled, null);
  });

  it('R9 rows come in order with the columns that are asked for, the file is read once, and a row opens on its line', async () => {
    const { view, seen } = openedTable('standard');
    const page = await view.handlers.tableRows({ ...query, columns: [12, 0], order: 'mostSurprising', epoch: null });
    const all = await view.handlers.tableRows({ ...query, columns: [12], order: 'index', show: 'wrong', epoch: null });
    assert.deepEqual([page.total, all.total], [89, page.wrong]);
    const cells = readFileSync('test/reference/data/realTables/wine.csv', 'utf8').split('\n');
    for (const { row, values } of page.rows.slice(0, 9)) {
      const line = cells[row + 1].split(',');
      assert.deepEqual(Array.from(values), [Number(line[12]), Number(line[0])]);
    }
    assert.ok(page.rows.every(({ surprise }, i) => i === 0 || surprise <= page.rows[i - 1].surprise));
    assert.deepEqual(seen.asked, ['table']);
    await view.handlers.goToRow(page.rows[0].index);
    assert.deepEqual(seen.shown, [{ path: '/folder/wine.csv', line: page.rows[0].row + 1 }]);
    await view.handlers.goToRow(1e6);
    assert.equal(seen.shown.length, 1);
  });

  it('R9 the importance says how far it is, is kept, and a cancel ends it', async () => {
    const { view, seen, hold } = openedTable('standard');
    const found = await view.handlers.importance({ epoch: null });
    assert.deepEqual([found!.rise.length, found!.shuffles, found!.rows], [13, 50, 89]);
    assert.ok(seen.shares > 10);
    assert.equal(await view.handlers.importance({ epoch: 3 }), found);
    let go: () => void = () => undefined;
    void hold(new Promise((resolve) => (go = resolve)));
    const second = view.handlers.importance({ epoch: 2 });
    await view.handlers.stopImportance(null);
    go();
    await assert.rejects(async () => second, CancellationError);
    view.dispose();
  });

  it('R9 one row is set against the class that it is read as, and answered again without a thread', async () => {
    const { view, seen } = openedTable('standard');
    const { rows } = await view.handlers.tableRows({ ...query, columns: [], order: 'mostSurprising', epoch: null });
    const [first] = rows;
    const facts = (await view.handlers.tableRow({ index: first.index, epoch: null }))!;
    assert.equal(facts.other, facts.predicted === facts.actual ? facts.other : facts.predicted);
    assert.deepEqual([facts.values.length, facts.middle.length, facts.near.length, facts.own.length], [13, 13, 3, 65]);
    assert.equal(await view.handlers.tableRow({ index: first.index, epoch: null }), facts);
    assert.deepEqual(seen.asked, ['table', 'tableRow']);
    assert.equal(await view.handlers.tableRow({ index: 1e6, epoch: null }), null);
  });
});
