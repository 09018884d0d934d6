import { has, host, isImport, isTable } from '../state.js';
import { asked } from './itemFilter.js';

/** The most items that the host gives at once. */
const PAGE = 500;

/** Whether there is a list of items, which filters shorten. */
export const canList = (): boolean => isTable.value || has(isImport.value ? 'rows' : 'images');

/** The indices of the items that the list of an epoch shows, in its order. */
export async function shownIndices(epoch: number | null): Promise<Uint32Array> {
  const list = asked.peek();
  const indices: number[] = [];
  for (;;) {
    const query = { ...list, epoch, offset: indices.length, count: PAGE };
    const { total, rows } = await pageOf(query);
    for (const { index } of rows) indices.push(index);
    if (rows.length === 0 || indices.length >= total) return Uint32Array.from(indices);
  }
}

async function pageOf(
  query: typeof asked.value & { epoch: number | null; offset: number; count: number },
): Promise<{ total: number; rows: { index: number }[] }> {
  if (isTable.peek()) return host.call('tableRows', { ...query, columns: [] });
  if (isImport.peek()) return host.call('rows', query);
  const { total, items } = await host.call('images', query);
  return { total, rows: items };
}
