import type { Disposable, Uri } from 'vscode';
import type { ImagePage } from '../../protocol/inspector/images.js';
import type { RowItem, RowsApi } from '../../protocol/inspector/rows.js';
import type { TableApi } from '../../protocol/inspector/table.js';
import type { Handlers } from '../../protocol/rpc.js';
import type { Run } from '../../runs/model/run.js';
import { loadCommands } from '../ports/lateBundles.node.js';
import type { TableServices, TableView } from './tableView.js';

/** The rows of a run on a table; what answers loads at the first question. */
export function showsTable(
  run: Run,
  extension: Uri,
  services: TableServices,
): { handlers: Handlers<TableApi> } & Disposable {
  let view: Promise<TableView> | undefined;
  const open = (): Promise<TableView> =>
    (view ??= loadCommands(extension).then(({ TableView: View }) => new View(run, services)));
  const ask = async <R>(put: (handlers: TableView['handlers']) => R): Promise<Awaited<R>> =>
    await put((await open()).handlers);
  const handlers: Handlers<TableApi> = {
    table: () => ask((to) => to.table(null)),
    tableRows: (query) => ask((to) => to.tableRows(query)),
    importance: (query) => ask((to) => to.importance(query)),
    stopImportance: () => ask((to) => to.stopImportance(null)),
    tableRow: (query) => ask((to) => to.tableRow(query)),
    goToRow: (index) => ask((to) => to.goToRow(index)),
    standardise: () => ask((to) => to.standardise(null)),
  };
  return { handlers, dispose: () => void view?.then((opened) => opened.dispose()) };
}

/** The same rows as a list of what was predicted, as predictions from files are listed; they name no pictures. */
export const listsRows = (run: Run): Handlers<RowsApi> => {
  const rowsOf = ({ items }: ImagePage): RowItem[] =>
    items.map((item) => ({ ...item, row: run.test.rowInFile(item.index) }));
  return {
    rows: async (query) => {
      const page = await run.test.images(query);
      return { total: page.total, wrong: page.wrong, rows: rowsOf(page) };
    },
    rowsAt: async ({ indices, epoch }) => rowsOf(await run.test.imagesAt(indices, epoch)),
    rowPictures: () => [],
    openRowPicture: () => undefined,
    readAgain: () => undefined,
  };
};
