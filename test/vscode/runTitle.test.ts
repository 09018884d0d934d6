import assert from 'node:assert/strict';
import { defaultConfig, type DataConfig } from '@surprisal/core';
import { runTitle } from '../../extension/host/train/runTitle.js';

describe('the title of a run', () => {
  it('tells a run on standardised columns from the same on columns as they stand (T9)', () => {
    const { data, ...config } = defaultConfig();
    const own: DataConfig = { ...data, source: 'files', files: { images: 'wine.csv' } };
    const title = (scale?: 'none' | 'standard'): string =>
      runTitle({ ...config, data: { ...own, ...(scale && { scale }) } });
    assert.match(title('standard'), /^wine\.csv · .* · standardised · seed 1$/);
    for (const plain of [title(), title('none')]) assert.equal(plain, title('standard').replace(' · standardised', ''));
  });
});
