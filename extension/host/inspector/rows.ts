import type { RowsApi } from '../../protocol/inspector/rows.js';
import type { Handlers } from '../../protocol/rpc.js';
import type { ImportedSet } from './importedSet.js';

/** The rows of predictions that were read from files. */
export const showsRows = (set: ImportedSet): Handlers<RowsApi> => ({
  rows: (query) => set.rows?.page(query) ?? { total: 0, rows: [] },
  readAgain: () => set.refresh(true),
});
