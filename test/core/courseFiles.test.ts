import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as core from '@surprisal/core';
import { agree, decimalsOf, run } from './written.js';

const folder = new URL('../../../samples/', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8');
const words = JSON.parse(read('../package.nls.json')) as Record<string, string>;
const titles = Object.entries(words).flatMap(([key, title]) => (key.startsWith('command.') ? [title] : []));
const sections = readdirSync(folder)
  .filter((file) => file.endsWith('.md'))
  .sort();

/** One line of a section: a definition, or an expression and what is written for it. */
type Line = { name: string; expression: string } | { expression: string; written: string; row: Record<string, string> };

/** What the blocks and tables of a section say, and the prose that is left of it. */
function readSection(text: string): { lines: Line[]; prose: string } {
  const lines: Line[] = [];
  const prose: string[] = [];
  let fence: string | null = null;
  let heads: string[] | null = null;
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) fence = fence === null ? line.slice(3) : null;
    else if (fence === 'js') lines.push(ofBlock(line));
    else if (line.startsWith('|')) {
      const cells = line.slice(1, -1).split('|');
      if (heads) lines.push(...ofRow(heads, cells));
      else heads = cells.map((cell) => cell.trim().replaceAll('`', ''));
    } else if (fence === null) {
      heads = null;
      prose.push(line);
    }
  }
  return { lines, prose: prose.join('\n') };
}

function ofBlock(line: string): Line {
  const [, name, value] = /^(\w+) = (.*)$/.exec(line) ?? [];
  if (name !== undefined && value !== undefined) return { name, expression: value };
  const [, expression, written] = /^(.*) \/\/ (.*)$/.exec(line) ?? [];
  assert(
    expression !== undefined && written !== undefined,
    `neither 'name = value' nor 'expression // value': ${line}`,
  );
  return { expression, written, row: {} };
}

/** The first cell is the value of the name at its head, which the other heads speak of. */
function ofRow(heads: string[], cells: string[]): Line[] {
  const [name = '', ...expressions] = heads;
  const [value = '', ...rest] = cells.map((cell) => cell.trim());
  if (/^-+$/.test(value) || !/^\w$/.test(name)) return [];
  return expressions.map((expression, i) => ({ expression, written: rest[i] ?? '', row: { [name]: value } }));
}

describe('P5 the course as files', () => {
  it('has its twelve sections, in order', () => {
    assert.equal(sections.length, 12);
    sections.forEach((file, i) => {
      assert(file.startsWith(String(i + 1).padStart(2, '0')), file);
      assert(read(file).startsWith(`# ${i + 1}. `), file);
    });
  });

  for (const file of sections) {
    const { lines, prose } = readSection(read(file));

    it(`every number of ${file} is what is computed`, () => {
      const scope: Record<string, unknown> = { ...core };
      let checked = 0;
      for (const line of lines) {
        if ('name' in line) {
          scope[line.name] = run(`(${line.expression})`, scope);
          continue;
        }
        const row = Object.entries(line.row).map(([name, value]) => [name, run(`(${value})`, scope)]);
        const found = run(`(${line.expression})`, { ...scope, ...(Object.fromEntries(row) as object) });
        const text = typeof found === 'string';
        const expected = text ? line.written : run(`(${line.written})`, scope);
        agree(found, expected, text ? [] : decimalsOf(line.written), `${file}: ${line.expression}`);
        checked++;
      }
      assert(checked > 0, `${file} claims nothing`);
    });

    it(`no number of ${file} stands in its prose alone`, () => {
      const computed = lines.flatMap((line) => [line.expression, 'written' in line ? line.written : '']).join(' ');
      for (const [number] of prose.matchAll(/(?<![\w.])\d+\.\d+(?![\w.])/g))
        assert(computed.includes(number), `${file}: ${number}`);
    });

    it(`${file} says which command to run`, () => {
      const [line] = prose.split('\n').filter((it) => it.startsWith('**Try it.** '));
      assert(line, `${file} has nothing to try`);
      assert(
        titles.some((title) => line.includes(`_Surprisal: ${title}_`)),
        line,
      );
      for (const [, name = ''] of line.matchAll(/`([\w-]+(?:\.surprisal)?\.json)`/g))
        assert.doesNotThrow(() => read(name), `${file} names ${name}`);
    });
  }

  it('the configurations are the presets, and the course on the full set', () => {
    const of = (name: string): unknown => JSON.parse(read(`mnist-${name}.surprisal.json`));
    const [course, wide] = core.presets.map(({ config }) => config());
    assert.deepEqual(of('sample'), course);
    assert.deepEqual(of('wide'), wide);
    assert.deepEqual(of('full'), { ...course, data: { ...course?.data, source: 'mnist' } });
  });
});
