import assert from 'node:assert/strict';
import { extraText, type NamedBytes } from '@surprisal/core';
import { readItemLists } from '../../extension/runs/sources/itemLists.js';
import { analysisThread } from './analysisThread.js';

const fileOf = (lists: object): NamedBytes => ({
  name: 'items.json',
  bytes: new TextEncoder().encode(JSON.stringify(lists)),
});

describe('names of the items of a logged run, read in a thread (R1)', function () {
  this.timeout(60_000);
  let thread: ReturnType<typeof analysisThread>;
  before(() => (thread = analysisThread({})));
  after(() => thread.close());

  it('are those that are read at once, and their bytes are given away, not copied', async () => {
    const lists = {
      files: Array.from({ length: 50_000 }, (_, i) => `${i % 10}/ü ${i}.png`),
      ids: ['a', '', '\ud83d\ude00'],
      columns: ['x', 'y'],
    };
    const file = fileOf(lists);
    const expected = readItemLists(file);
    const found = await thread.call('itemLists', file, [file.bytes.buffer as ArrayBuffer]);
    assert.equal(file.bytes.length, 0);
    assert.deepEqual(found, expected);
    const [ids, files] = found.beside;
    assert.deepEqual([ids.name, files.name, files.is], ['id', 'file', 'image']);
    assert.equal(extraText(files, 49_999), '9/ü 49999.png');
    assert.equal(extraText(ids, 2), '\ud83d\ude00');
  });

  it('that can not be read are refused by the name of their file', async () => {
    for (const [lists, expected] of [
      [{ files: ['a', 7] }, 'items.json: files.1: 7; expected string'],
      [{ columns: 'x' }, 'items.json: columns: "x"; expected Array'],
    ] as const)
      await assert.rejects(thread.call('itemLists', fileOf(lists)), { message: expected });
    const bytes = new TextEncoder().encode('{"files":["a"');
    await assert.rejects(thread.call('itemLists', { name: 'items.json', bytes }), {
      message: 'items.json: no JSON; expected an object',
    });
  });
});
