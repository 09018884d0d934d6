import { messageOf } from '@surprisal/core';
import type { Uri } from 'vscode';
import type { RowPicture, RowsApi } from '../../protocol/inspector/rows.js';
import type { Handlers } from '../../protocol/rpc.js';
import type { LoggedRun } from '../../runs/model/loggedRun.js';
import type { LoggedPredictions } from '../../runs/predictions/loggedPredictions.js';
import { openItemFile } from './itemFile.js';
import { readPictures, textOf } from './rowPictures.js';
import { openJson } from './subject.js';

/** Bytes of all pictures in one answer. */
const MOST_AT_ONCE = 8 * 2 ** 20;

type ItemsApi = Pick<Handlers<RowsApi>, 'rowPictures' | 'openRowPicture'>;

/** The pictures that a logged run has of its items, or those that it names, from the folder that has `.surprisal` on. */
export const itemPictures = (
  run: LoggedRun,
  predictions: LoggedPredictions,
  baseOf: () => Promise<Uri | undefined>,
): ItemsApi => ({
  rowPictures: async ({ column, indices }) => {
    if (column !== null) {
      const beside = await baseOf();
      const named = { predictions: (await predictions.at())?.predictions, beside: beside ? [beside] : [] };
      return readPictures(named, column, indices);
    }
    const found: RowPicture[] = [];
    let bytes = 0;
    for (const index of indices) {
      const picture = bytes < MOST_AT_ONCE ? await pictureOf(run, index) : { index, later: true as const };
      if ('pixels' in picture) bytes += picture.pixels.length;
      found.push(picture);
    }
    return found;
  },
  openRowPicture: async ({ column, index }) => {
    if (column !== null) {
      const rows = await predictions.at();
      return openItemFile(textOf(rows?.predictions, column, index, ['image', 'file']), await baseOf());
    }
    const picture = await run.picture(index);
    if (!picture) return;
    const { pixels, width, height, channels } = picture;
    await openJson(run.title, `${index}-pixels`, JSON.stringify({ width, height, channels, pixels: [...pixels] }));
  },
});

async function pictureOf(run: LoggedRun, index: number): Promise<RowPicture> {
  try {
    const found = await run.picture(index);
    if (!found) return { index, problem: '' };
    return { index, ...found };
  } catch (error) {
    return { index, problem: messageOf(error) };
  }
}
