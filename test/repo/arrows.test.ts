import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { filesUnder, importsOf, read } from './tree.js';

/** `room -> rooms it may import`, as ARCHITECTURE.md says it in the block under "Arrows". */
function arrowsOf(markdown: string): Map<string, Set<string>> {
  const block = /## Arrows[\s\S]*?```\w*\n([\s\S]*?)```/.exec(markdown)?.[1];
  assert(block, 'ARCHITECTURE.md has no block of arrows');
  const arrows = new Map<string, Set<string>>();
  for (const line of block.split('\n').filter((it) => it.trim() !== '')) {
    const [from, to] = line.split('->');
    assert(from && to, `not an arrow: ${line}`);
    for (const room of names(from)) arrows.set(room, new Set([...(arrows.get(room) ?? []), ...names(to)]));
  }
  return arrows;
}
const names = (list: string): string[] => list.split(',').map((it) => it.trim());

/** The room of a path, or undefined where it lies in none. */
function roomOf(path: string): string | undefined {
  const [top, second] = path.split('/');
  return top === 'extension' ? second : top === 'core' || top === 'webview' || top === 'test' ? top : undefined;
}

/** What is wrong with the imports of one file. */
function wrongImports(file: string, text: string, arrows: Map<string, Set<string>>): string[] {
  const room = roomOf(file);
  assert(room, `${file} lies in no room`);
  const allowed = arrows.get(room) ?? new Set();
  return importsOf(text).flatMap(({ module, typeOnly }) => {
    const relative = module.startsWith('.');
    const target = relative
      ? roomOf(posix.join(posix.dirname(file), module))
      : module.startsWith('@surprisal/core')
        ? 'core'
        : undefined;
    const words = `${file} imports ${module}`;
    if (target === undefined && relative) return room === 'test' ? [] : [`${words}, outside every room`];
    if (target === undefined || target === room) return [];
    if (allowed.has('everything')) return [];
    if (!allowed.has(target)) return [`${words}: no arrow ${room} -> ${target}`];
    return room === 'protocol' && !typeOnly ? [`${words}: protocol takes only types`] : [];
  });
}

/** Which of the files each file imports, types included. */
function importsAmong(files: readonly string[], textOf: (file: string) => string): Map<string, string[]> {
  const known = new Set(files);
  const fileOf = (from: string, module: string): string | undefined => {
    const path = posix.join(posix.dirname(from), module.replace(/\.js$/, ''));
    return module.startsWith('.') ? [`${path}.ts`, `${path}.tsx`].find((each) => known.has(each)) : undefined;
  };
  return new Map(
    files.map((file) => [file, importsOf(textOf(file)).flatMap(({ module }) => fileOf(file, module) ?? [])]),
  );
}

/** The files that import themselves by way of others, each circle as one line. */
function circlesOf(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (file: string): void => {
    const at = way.indexOf(file);
    if (at >= 0) circles.push([...way.slice(at), file].join(' -> '));
    if (at >= 0 || done.has(file)) return;
    way.push(file);
    imports.get(file)?.forEach(visit);
    way.pop();
    done.add(file);
  };
  [...imports.keys()].forEach(visit);
  return circles;
}

describe('arrows', () => {
  const arrows = arrowsOf(read('ARCHITECTURE.md'));
  const sources = ['core/src', 'extension', 'webview', 'test'].flatMap((it) => filesUnder(it, '.ts', '.tsx'));
  const source = (folder: string) => sources.filter((file) => file.startsWith(folder));

  it('the table says what it must, and its reader tells a wrong arrow', () => {
    assert.deepEqual([...(arrows.get('worker') ?? [])].sort(), ['core', 'protocol', 'runs']);
    const wrong = (file: string, text: string) => wrongImports(file, text, arrows).length;
    assert.equal(wrong('webview/a.ts', "import { x } from '../extension/host/x.js';"), 1);
    assert.equal(wrong('extension/host/a.ts', "import {\n  x,\n} from '../server/x.js';"), 1);
    assert.equal(wrong('extension/host/a.ts', "const x = await import('../worker/x.js');"), 1);
    assert.equal(wrong('extension/protocol/a.ts', "import { x } from '@surprisal/core';"), 1);
    assert.equal(wrong('extension/protocol/a.ts', "import type { X } from '@surprisal/core';"), 0);
    assert.equal(wrong('extension/host/a.ts', "import { x } from '../../core/src/x.js';"), 0);
    assert.equal(wrong('core/src/a.ts', "export * from '../../extension/protocol/rpc.js';"), 1);
    assert.equal(wrong('webview/a.ts', "import x from '../scripts/x.mjs';"), 1);
  });

  it('no file imports against them', () => {
    assert(sources.length > 50, `only ${sources.length} sources found`);
    assert.deepEqual(
      sources.flatMap((file) => wrongImports(file, read(file), arrows)),
      [],
    );
  });

  it('no file imports itself by way of others, types included', () => {
    const made: Record<string, string> = {
      'core/src/a.ts': "import type { B } from './b.js';",
      'core/src/b.ts': "export { c } from './deep/c.js';",
      'core/src/deep/c.ts': "const a = await import('../a.js');",
      'core/src/d.ts': "import { a } from './a.js';",
    };
    const found = circlesOf(importsAmong(Object.keys(made), (file) => made[file]));
    assert.deepEqual(found, ['core/src/a.ts -> core/src/b.ts -> core/src/deep/c.ts -> core/src/a.ts']);
    const files = sources.filter((file) => !file.startsWith('test/'));
    assert.deepEqual(circlesOf(importsAmong(files, read)), []);
  });

  it('core imports nothing but itself', () => {
    for (const file of source('core/src'))
      for (const { module } of importsOf(read(file))) assert.match(module, /^\.\.?\//, `${file} imports ${module}`);
  });

  it('only the host knows VS Code, and no page, protocol or run knows Node', () => {
    for (const file of sources.filter((it) => !it.startsWith('test/') && !it.startsWith('extension/host/')))
      for (const { module } of importsOf(read(file))) {
        assert.notEqual(module, 'vscode', file);
        if (!/^extension\/(worker|server|cli)\//.test(file)) assert.doesNotMatch(module, /^node:/, file);
      }
  });

  it('a host that may be virtual reads no file but through its port, and Node’s where the scheme is file (U21)', () => {
    // The one gives nothing for any other scheme, the other reads what Linux says of this process.
    const knowFs = ['extension/host/runs/localFiles.node.ts', 'extension/host/runs/owner.node.ts'];
    const importing = source('extension/host').filter((file) =>
      importsOf(read(file)).some(({ module }) => /^(node:)?fs/.test(module)),
    );
    assert.deepEqual(importing.sort(), knowFs);
    assert.doesNotMatch(read(knowFs[1]), /workspace|Uri/);
    for (const file of source('extension/host').filter((each) => /\bfsPath\b/.test(read(each))))
      assert.match(
        read(file),
        /uri\.scheme === 'file' \? .*uri\.fsPath|Uri\.joinPath\(extension, [^\n]*\)\.fsPath/,
        file,
      );
  });

  it('the host tells what the store throws by name, for the bundle of the store has classes of its own', () => {
    const kinds = source('extension/runs/disk').flatMap((file) =>
      [...read(file).matchAll(/class (\w+) extends Error \{\s+override readonly name = '(\w*)'/g)].map((it) => {
        assert.equal(it[1], it[2], file);
        return it[1];
      }),
    );
    assert.deepEqual(kinds.sort(), ['ChangedError', 'LinkError', 'LoggedError', 'NoRunError', 'RunLockedError']);
    for (const file of source('extension/runs/disk'))
      for (const [, kind] of read(file).matchAll(/class (\w+) extends Error\b/g)) assert(kinds.includes(kind), file);
    const byClass = new RegExp(`instanceof (${kinds.join('|')})\\b`);
    for (const file of source('extension/host')) assert.doesNotMatch(read(file), byClass, file);
  });

  it('Chart.js is drawn in pages only', () => {
    for (const file of sources.filter((it) => !it.startsWith('webview/') && !it.startsWith('test/')))
      assert(!importsOf(read(file)).some(({ module }) => module.startsWith('chart.js')), file);
  });
});
