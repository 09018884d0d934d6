import type { Run } from '../../runs/model/run.js';
import { t } from '../ports/t.js';

/** Throws where the data of a run lies in another folder: a file of the same name in this one may be another. */
export function refuseElsewhere({ readOnly, config }: Pick<Run, 'readOnly' | 'config'>): void {
  if (readOnly && config.data.source === 'files')
    throw new Error(t('The data of this run lies in its own folder: open that in VS Code to read it.'));
}
