import type { RunCurves } from './pages.js';

/** Something that can be exported: `id` is a name and an extension, such as `matrix.svg`. */
export interface ExportItem {
  id: string;
  /** Such as `Confusion matrix as SVG`; items of one group stand together. */
  label: string;
  group: string;
}

/** What the host does for the exports of an inspector's page. */
export interface ExportApi {
  /**
   * Lets the person choose one of these or of the host's own, of the epoch shown (null for the latest): gives what the page has to make, null where the host has
   * seen to it or nothing was chosen.
   */
  chooseExport(params: { items: ExportItem[]; epoch: number | null }): string | null;
  /** Writes what was made of an item to a file that the person names. */
  saveExport(params: { id: string; content: Uint8Array }): void;
  /** Every batch of the run; null for predictions from files. */
  curves(params: null): RunCurves | null;
}

export interface ExportEvents {
  /** The person asked for an export by a command: of one item, or null to choose. */
  export: string | null;
}
