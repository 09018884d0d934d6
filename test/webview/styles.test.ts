import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { themes } from './harness.js';

const styles = readdirSync('webview', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.css'))
  .map((file) => ({ file, text: readFileSync(join('webview', file), 'utf8').replace(/\/\*[^]*?\*\//g, '') }));

describe('styles of the pages (U37)', () => {
  it('name only variables that VS Code has in some theme', () => {
    const known = new Set(Object.values(themes).flatMap(({ variables }) => Object.keys(variables)));
    for (const { file, text } of styles)
      for (const [name] of text.matchAll(/--vscode-[\w-]+/g)) assert.ok(known.has(name), `${file}: ${name}`);
  });

  it('hold no colour of their own, no gradient but hatching, and no shadow', () => {
    for (const { file, text } of styles) {
      const found = text.match(
        /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(|(?<!repeating-linear-)gradient\(|box-shadow|text-shadow/gi,
      );
      assert.equal(found, null, `${file}: ${found?.join(', ')}`);
    }
  });

  it('write no text under 10 pixels', () => {
    for (const { file, text } of styles)
      for (const [rule, size] of text.matchAll(/font-size: (\d+)px/g))
        assert.ok(Number(size) >= 10, `${file}: ${rule}`);
  });
});
