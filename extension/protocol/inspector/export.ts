import * as v from 'valibot';
import { epoch, index } from '../checks.js';
import type { Checks } from '../rpc.js';

/** Something that can be exported: `id` is a name and an extension, such as `matrix.svg`. */
export interface ExportItem {
  id: string;
  /** Such as `Confusion matrix as SVG`; items of one group stand together. */
  label: string;
  group: string;
  /** Of a picture. */
  pixels?: { width: number; height: number } | undefined;
}

/** The colours of a picture: those of a plain light or dark page, or of the theme that the page stands in. */
export type PictureColors = 'light' | 'dark' | 'theme';

/** What the page is to make. */
export interface ExportOrder {
  id: string;
  colors: PictureColors;
}

/** What the host does for the exports of an inspector's page. */
export interface ExportApi {
  /**
   * Lets the person choose one of these or of the host's own, of the epoch shown (null for the latest): gives what the
   * page has to make and in which colours, null where the host has made it or nothing was chosen.
   */
  chooseExport(params: { items: ExportItem[]; epoch: number | null }): ExportOrder | null;
  /** Writes what was made of an item to a file that the person names. */
  saveExport(params: { id: string; content: Uint8Array }): void;
  /** Writes the predictions of some items at an epoch as CSV, in this order, to a file that the person names. */
  exportShown(params: { indices: Uint32Array; epoch?: number | null }): void;
}

export interface ExportEvents {
  /** The person asked for an export by a command: of one item, or null to choose. */
  export: ExportOrder | null;
}

const id = v.pipe(v.string(), v.regex(/^[a-z]{1,20}\.(svg|png|csv|md|json|html)$/));
/** The most that one export may weigh, bytes. */
const HEAVIEST = 2 ** 28;
/** The export of the items that a list shows, which `exportShown` writes. */
export const SHOWN = 'shown.csv';
const short = v.pipe(v.string(), v.maxLength(200));

const item = v.object({
  id,
  label: short,
  group: short,
  pixels: v.optional(v.object({ width: index, height: index })),
});

export const exportChecks: Checks<ExportApi> = {
  chooseExport: v.parser(
    v.object({
      items: v.pipe(v.array(item), v.maxLength(100)),
      epoch: v.nullable(index),
    }),
  ),
  saveExport: v.parser(
    v.object({
      id,
      content: v.pipe(
        v.instance(Uint8Array),
        v.check(({ byteLength }) => byteLength <= HEAVIEST),
      ),
    }),
  ),
  exportShown: v.parser(v.object({ indices: v.instance(Uint32Array), epoch })),
};
