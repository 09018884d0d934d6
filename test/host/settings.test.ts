import assert from 'node:assert/strict';
import fc from 'fast-check';
import { KEYS, type LanguageSettings } from '../../extension/protocol/language.js';
import { bundled, l10n } from './bundled.js';

type Values = Record<string, unknown>;

const reader = bundled<{
  settings(): LanguageSettings;
  onSettings(act: () => void): unknown;
  hoversIn(document: { uri: string; languageId: string }): boolean;
}>('language/settings');

/** The reader of settings in a window of its own. */
function opened(state: { isTrusted: boolean; global: Values; folder: Values }) {
  const warnings: string[] = [];
  const listeners: Record<'change' | 'trust', ((event: unknown) => void)[]> = { change: [], trust: [] };
  const vscode = {
    l10n,
    window: { createOutputChannel: () => ({ warn: (line: string) => warnings.push(line) }) },
    workspace: {
      get isTrusted() {
        return state.isTrusted;
      },
      getConfiguration: (_: string, scope?: { languageId: string }) => {
        const own = (name: string) => `[${scope?.languageId}] ${name}`;
        return {
          get: (name: string) =>
            state.folder[own(name)] ?? state.folder[name] ?? state.global[own(name)] ?? state.global[name],
          inspect: (name: string) => ({
            globalValue: state.global[name],
            globalLanguageValue: state.global[own(name)],
            workspaceValue: state.folder[name],
          }),
        };
      },
      onDidChangeConfiguration: (act: (event: unknown) => void) => listeners.change.push(act),
      onDidGrantWorkspaceTrust: (act: (event: unknown) => void) => listeners.trust.push(act),
    },
  };
  return { ...reader(vscode, {}), warnings, listeners };
}

const DEFAULTS: LanguageSettings = { diagnostics: true, distributionKeys: [], inlayHints: false, codeLens: false };
const ours: Values = {
  'diagnostics.enabled': false,
  'diagnostics.keys': ['mine'],
  'inlayHints.enabled': true,
  'codeLens.enabled': true,
};
const read: LanguageSettings = { diagnostics: false, distributionKeys: ['mine'], inlayHints: true, codeLens: true };

describe('settings of the language server', () => {
  it('S26 U19 takes nothing of a folder that is not trusted, and all of it from the moment that it is', () => {
    const state = { isTrusted: false, global: {}, folder: ours };
    const { settings, onSettings, listeners } = opened(state);
    let heard: LanguageSettings | undefined;
    onSettings(() => (heard = settings()));
    assert.deepEqual(settings(), DEFAULTS);
    assert.deepEqual(opened({ ...state, global: ours, folder: {} }).settings(), read);
    state.isTrusted = true;
    listeners.trust.forEach((act) => act(undefined));
    assert.deepEqual(heard, read);
    heard = undefined;
    listeners.change.forEach((act) => act({ affectsConfiguration: () => false }));
    assert.equal(heard, undefined);
    listeners.change.forEach((act) => act({ affectsConfiguration: (name: string) => name === 'surprisal' }));
    assert.deepEqual(heard, read);
  });

  it('D4 S26 turns hovers off everywhere, or in one language, and not by a folder that is not trusted', () => {
    const python = { uri: 'file:///a.py', languageId: 'python' };
    const json = { uri: 'file:///a.json', languageId: 'json' };
    const inBoth = (global: Values, folder: Values = {}, isTrusted = true) =>
      [python, json].map((document) => opened({ isTrusted, global, folder }).hoversIn(document));
    assert.deepEqual(inBoth({}), [true, true]);
    assert.deepEqual(inBoth({ 'hover.enabled': false }), [false, false]);
    assert.deepEqual(inBoth({ '[python] hover.enabled': false }), [false, true]);
    assert.deepEqual(inBoth({ 'hover.enabled': false, '[json] hover.enabled': true }), [false, true]);
    assert.deepEqual(inBoth({}, { 'hover.enabled': false }, false), [true, true]);
    assert.deepEqual(inBoth({ '[python] hover.enabled': false }, {}, false), [false, true]);
  });

  it('S26 F22 reads any value of any setting without an error', () => {
    const value = fc.anything();
    fc.assert(
      fc.property(value, value, value, value, fc.boolean(), (a, b, c, d, isTrusted) => {
        const values = {
          'diagnostics.enabled': a,
          'diagnostics.keys': b,
          'inlayHints.enabled': c,
          'codeLens.enabled': d,
        };
        const { distributionKeys, ...flags } = opened({ isTrusted, global: values, folder: values }).settings();
        assert(distributionKeys.every((key) => typeof key === 'string' && key !== ''));
        assert(Object.values(flags).every((flag) => typeof flag === 'boolean'));
      }),
      { numRuns: 200 },
    );
    for (const wrong of [7, 'probs', null, { 0: 'probs' }, [[]], [7, '']])
      assert.deepEqual(
        opened({ isTrusted: true, global: { 'diagnostics.keys': wrong }, folder: {} }).settings(),
        DEFAULTS,
      );
  });

  it('S26 reads patterns up to their number and length, and says once that there are more', () => {
    const { length: keyPattern, most: keyPatterns } = KEYS;
    const keys = (amount: number, length = 4) =>
      Array.from({ length: amount }, (_, i) => String(i).padStart(length, 'k'));
    const state = { isTrusted: true, global: { 'diagnostics.keys': keys(keyPatterns, keyPattern) }, folder: {} };
    const { settings, warnings } = opened(state);
    assert.equal(settings().distributionKeys.length, keyPatterns);
    assert.deepEqual(warnings, []);
    state.global = { 'diagnostics.keys': [...keys(keyPatterns), 'x'.repeat(keyPattern + 1), 'more'] };
    assert.deepEqual(settings().distributionKeys, keys(keyPatterns));
    settings();
    assert.equal(warnings.length, 1);
    assert.match(warnings[0], /keys of distributions: 64 of 66 are read/);
  });
});
