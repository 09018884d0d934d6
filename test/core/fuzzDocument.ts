import assert from 'node:assert/strict';
import { ArrayIndex, joinKeys, partKeys, shiftArray, type Syntax } from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';

const pieces = [
  '[', ']', '(', ')', '{', '}', ',', ':', '=', ';', ' ', '\n', '\r\n', '\t', '"', "'", '`', '"""', '//', '/*', '*/', '#', '/',
  '\\', '${', '.', '-', '+', '1', '0.25', 'NaN', 'y_true', 'return', 'np.array(', '"y": [', 'a[0]', 'c(', '<-', '- 1', '[1] ', '#=', '\u{1f600}', '\u00e9',
]; // prettier-ignore

const plain = [
  '[0.1, 0.2, 0.7],\n',
  '{"y_true": [1, 2, 3]},\n',
  'y_pred = [4]\n',
  '"label": -3,\n',
  ' '.repeat(50),
  '0.125, ',
  'def f(\n',
  '    class A:\n',
  '  if x:\n',
  '# %%\n',
  '```\n',
  '````py\n',
];

/** Edits a document and queries it at random, and compares the answers with those of a new index of the same text. */
export function editedDocument(seed: number, steps: number): void {
  const random = new Seeded(seed);
  const syntax = random.pick<Syntax>(['json', 'python', 'javascript', 'text', 'yaml', 'r', 'julia', 'csv']);
  const write = (most: number): string => {
    let text = '';
    const calm = random.below(3);
    for (let i = random.below(most); i > 0; i--) text += random.pick(random.below(4) < calm ? plain : pieces);
    return text;
  };
  let text = write(400);
  const index = new ArrayIndex(text, syntax, 1 + random.below(80));
  for (let step = 0; step < steps; step++) {
    if (random.below(2) === 0) {
      const start = random.below(text.length + 1);
      const oldEnd = Math.min(text.length, start + (random.below(3) === 0 ? random.below(300) : random.below(4)));
      const added = write(random.below(5) === 0 ? 80 : 4);
      text = text.slice(0, start) + added + text.slice(oldEnd);
      index.edit(text, start, oldEnd, start + added.length);
    } else {
      const at = random.below(text.length + 1);
      const anew = new ArrayIndex(text, syntax);
      const where = `seed ${seed}, step ${step}, offset ${at}, ${syntax}`;
      assert.deepEqual(index.enclosing(at), anew.enclosing(at), where);
      assert.deepEqual(index.find(at), anew.find(at), where);
      assert.deepEqual(index.outermost(at), anew.outermost(at), where);
      assert.deepEqual(index.siblings(at), anew.siblings(at), where);
      assert.deepEqual(keyedByParts(index, text), anew.keyed(0, text.length, anyKey), where);
      const found = anew.find(at);
      if (found)
        assert.ok(
          found.start <= at &&
            at <= found.end &&
            /^(?:[[(]|[a-z]+ *\(|- |[ \t#>\r\n]*(?:\[|\d))/.test(text.slice(found.start, found.end)),
          `${where} ${JSON.stringify(found)}: ${JSON.stringify(text.slice(found.start - 20, at + 20))}`,
        );
    }
  }
}

const anyKey = (): boolean => true;

/** The arrays and numbers with keys, put together from the parts of an index. */
function keyedByParts(index: ArrayIndex, text: string): unknown[] {
  const parts = index.allParts().map((part) => {
    const alone = text.slice(part.start, part.end);
    return { ...part, keys: partKeys(alone, index.syntax, { start: 0, end: alone.length }, anyKey) };
  });
  for (const { keys, brackets } of parts) assert.deepEqual(keys.brackets, brackets);
  const inside = parts.flatMap(({ start, keys }) => keys.groups.flat().map((array) => shiftArray(array, start)));
  return [...inside, ...joinKeys(parts, -1, text.length, index.scopes())].sort((a, b) => a.start - b.start);
}
