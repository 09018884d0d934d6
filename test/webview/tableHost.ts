import type { InspectorApi } from '../../extension/protocol/inspector/inspector.js';
import type { Handlers } from '../../extension/protocol/rpc.js';
import { openedTable } from '../tableBench.js';
import { firstView } from './pageHost.js';

/** What a host answers to the inspector of a run on wine, and the names of what it was asked of the table. */
export function tableHost(scale: 'none' | 'standard', others: Parameters<typeof openedTable>[1] = []) {
  const bench = openedTable(scale, others);
  const { run } = bench;
  run.status = 'finished';
  const calls: string[] = [];
  const answers = Object.fromEntries(
    Object.entries(bench.view.handlers).map(([name, answer]) => [
      name,
      (params: never) => {
        calls.push(name);
        return (answer as (params: never) => unknown)(params);
      },
    ]),
  );
  const handlers: Handlers<Partial<InspectorApi>> = {
    ...answers,
    hydrate: () => ({
      run: run.summary(),
      view: firstView,
      groups: ['page', 'matrix', 'images', 'rows', 'table', 'why', 'draw', 'export'],
    }),
    remember: () => undefined,
    ping: () => undefined,
    predictions: (epoch) => run.test.predictions(epoch),
    images: (query) => run.test.images(query),
    contrast: () => null,
    rows: async (query) => {
      const { total, wrong, items } = await run.test.images(query);
      return { total, wrong, rows: items.map((item) => ({ ...item, row: run.test.rowInFile(item.index) })) };
    },
  };
  return { bench, calls, handlers };
}
