import assert from 'node:assert/strict';
import { signedColor } from '../../webview/shared/signedColor.js';

describe('values of three channels as a colour (R9)', () => {
  it('each is above or below middle grey as its value is above or below 0', () => {
    const values = Float32Array.of(1, 0, -1, -0.5, 0.5, 0.25);
    assert.deepEqual(signedColor(values, 0, 1), [255, 128, 0]);
    assert.deepEqual(signedColor(values, 1, 1), [64, 191, 159]);
    assert.deepEqual(signedColor(new Float32Array(3), 0, 0), [128, 128, 128]);
  });
});
