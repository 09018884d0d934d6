import type { Uri } from 'vscode';
import type { DrawApi } from '../../protocol/inspector/draw.js';
import type { Handlers } from '../../protocol/rpc.js';
import { drawnDocument } from '../../runs/derive/imageDocument.js';
import type { Run } from '../../runs/model/run.js';
import { loadCommands } from '../ports/lateBundles.node.js';
import { t } from '../ports/t.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import { openJson } from './subject.js';

/** What the network of a run says of what a person draws. */
export const drawsOn = (run: Run, library: Pick<RunLibrary, 'recover'>, extension: Uri): Handlers<DrawApi> => ({
  weights: async (wanted) => {
    const epoch = wanted ?? run.epochs.at(-1)?.epoch;
    if (epoch === undefined) return null;
    const { checkpoint } = await library.recover(run, epoch);
    if (!checkpoint) return null;
    const { withoutOptimiserState } = await loadCommands(extension);
    return { epoch, checkpoint: withoutOptimiserState(checkpoint) };
  },
  openDrawn: (drawn) => {
    const { length } = run.summary().classes;
    if (drawn.logits.length !== length || (drawn.actual ?? 0) >= length)
      throw new Error(t('{0} logits for {1} classes.', drawn.logits.length, length));
    return openJson(run.title, 'drawn', drawnDocument(drawn, run.summary()));
  },
});
