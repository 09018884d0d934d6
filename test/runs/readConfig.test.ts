import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { checkConfig, defaultConfig, type RunConfig } from '@surprisal/core';
import fc from 'fast-check';
import { configText } from '../../extension/runs/derive/configText.js';
import { formSettings } from '../../extension/runs/derive/formSettings.js';
import { ConfigError, jsonPlace, readConfig, readSettings } from '../../extension/runs/derive/readConfig.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { hash, head, MemoryDisk } from './memoryDisk.js';

function fault(text: string): ConfigError {
  try {
    readConfig(text);
  } catch (error) {
    assert(error instanceof ConfigError, String(error));
    return error;
  }
  throw new Error('nothing was wrong');
}
const changed = (from: string, to: string): string => {
  const text = configText(defaultConfig());
  assert(text.includes(from), from);
  return text.replace(from, to);
};

describe('configurations', () => {
  it('come back as they were saved', () => {
    assert.deepEqual(readConfig(configText(defaultConfig())), defaultConfig());
  });

  it('R9 are read from the record of a run, stored, exported or of an earlier version', async () => {
    const disk = new MemoryDisk();
    const store = new RunStore(disk, hash);
    const config: RunConfig = { ...defaultConfig(), batch: 77 };
    const scaled = { ...config, data: { ...config.data, scale: 'byte' as const } };
    const writer = await store.create(head({ title: 'mine', config: scaled, trainCount: 100 }));
    const wanted = { config: { ...config, data: { ...config.data, corrections: 'none' } }, title: 'mine' };
    assert.deepEqual(readSettings(await store.text(writer.id)), wanted, 'exported');
    const onDisk = new TextDecoder().decode((await disk.read(`${writer.id}/run.json`))!);
    assert.deepEqual(readSettings(onDisk), wanted, 'stored');
    assert.deepEqual(readSettings(configText(config)), { config });
    for (const id of ['20240229-120000', '20240229-120001', '20240229-120002']) {
      const old = readSettings(readFileSync(`test/runs/version1/${id}/run.json`, 'utf8'));
      assert.equal(typeof old.title, 'string');
      assert.deepEqual(checkConfig(old.config), old.config, 'a form takes it');
    }
    const wrong = onDisk.replace('"rate": 0.1', '"rate": -1');
    const { message, place } = fault(wrong);
    assert.match(message, /optimiser\.rate: -1/);
    assert.match(wrong.split('\n')[place.line - 1], /"rate": -1/);
  });

  it('R9 settings of a run: what a form does not say stays unsaid, what it would take otherwise is said', () => {
    const base = defaultConfig();
    const of = (data: Partial<RunConfig['data']>): RunConfig => ({ ...base, data: { ...base.data, ...data } });
    const none = { corrections: 'none' };
    assert.deepEqual(formSettings(of({ scale: 'standard' })), of({ scale: 'standard', ...none }));
    const own = { source: 'files' as const, files: { images: 'a.csv' } };
    assert.deepEqual(formSettings(of({ ...own, scale: 'byte' })), of({ ...own, scale: 'byte', ...none }));
    assert.deepEqual(formSettings(of({ ...own, scale: 'legacy' })), of({ ...own, ...none }));
    const corrections = 'a'.repeat(64);
    assert.deepEqual(formSettings(of({ corrections })), of({ corrections }));
  });

  it('that are wrong say where and what is allowed (F22)', () => {
    const cases: [from: string, to: string, message: RegExp][] = [
      ['"rate": 0.1', '"rate": -1', /optimiser\.rate: -1; expected a number above 0/],
      ['"width": 10', '"width": 1e9', /network\.layers\[0\]\.width: 1000000000; expected a whole number from 1/],
      ['"epochs": 20', '"epochs": "20"', /epochs: "20"; expected a whole number/],
      ['"kind": "dense"', '"kind": "dance"', /network\.layers\[0\]\.kind: "dance"/],
    ];
    for (const [from, to, message] of cases) {
      const text = changed(from, to);
      const { message: said, place } = fault(text);
      assert.match(said, message);
      const line = text.split('\n')[place.line - 1] ?? '';
      assert(line.includes(to), `${said} at line ${place.line}: ${line}`);
      assert(to.endsWith(line.slice(place.column - 1).replace(/,$/, '')), line.slice(place.column - 1));
    }
  });

  it('that are not JSON say where they break', () => {
    assert.deepEqual(fault('{\n  "version": 1,\n  oops\n}').place, { line: 3, column: 3 });
    assert.deepEqual(fault('{ "version": 1').place, { line: 1, column: 15 });
    assert.deepEqual(fault('{ "version": 1,\r\n}\n').place, { line: 2, column: 1 });
    assert.deepEqual(fault('{ "version": 1\n\n').place, { line: 1, column: 15 });
    assert.deepEqual(fault('{ "version":\n "1\t" }').place, { line: 2, column: 4 });
    assert.deepEqual(fault('{ "version": 1. }').place, { line: 1, column: 16 });
    assert.deepEqual(fault('').place, { line: 1, column: 1 });
    // Nested deeper than anything of ours.
    assert.deepEqual(fault(`\n${'['.repeat(200_000)}`).place, { line: 2, column: 65 });
  });

  it('with a key twice are refused, whatever its letters are written as (S15)', () => {
    const { message, place } = fault(changed('"epochs": 20', '"epochs": 20,\n "\\u0065pochs": 30'));
    assert.match(message, /^the key "epochs" twice; expected each key once$/);
    assert.equal(place.column, 2);
    assert.doesNotThrow(() => JSON.parse(changed('"epochs": 20', '"epochs": 20,"epochs": 30')));
  });

  it('every place of any JSON is found by its path', () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'medium' }), fc.boolean(), (value, wide) => {
        const text = JSON.stringify(value, null, wide ? 2 : 0);
        const visit = (at: unknown, path: string): void => {
          if (typeof at !== 'object' || at === null) {
            const { line, column } = jsonPlace(text, path);
            const rest = text.split('\n')[line - 1].slice(column - 1);
            assert(rest.startsWith(JSON.stringify(at)), `${path} in ${text}`);
          } else if (Array.isArray(at)) at.forEach((each, i) => visit(each, `${path}[${i}]`));
          else
            for (const [key, each] of Object.entries(at))
              if (/^\w+$/.test(key) && key !== '__proto__') visit(each, path === '' ? key : `${path}.${key}`);
        };
        visit(value, '');
      }),
    );
  });
});
