import * as v from 'valibot';
import { index, nothing } from './checks.js';
import type { Checks } from './rpc.js';

/** A link to a place in the document: `place` is an opaque index that the host gave out with this very state. */
export interface PlaceLink {
  text: string;
  place: number;
}

/** Words, and the links that stand among them. */
export type Phrase = (string | PlaceLink)[];

/** How a column's numbers are written. */
export type NumberStyle = 'index' | 'label' | 'p' | 'value' | 'result' | 'share' | 'text';

export interface ResultColumn {
  head: string;
  /** A number that is NaN is shown as a dash. */
  values: Float64Array | string[];
  style: NumberStyle;
  /** Draws a bar beside the number, as long as its share of the greatest. */
  bar?: boolean;
  /** Stands out in the row that costs most. */
  strong?: boolean;
}

export interface ResultTable {
  title: string;
  note?: string;
  columns: ResultColumn[];
  rows: number;
  /** Marks the row that costs most; a bar of it has the colour of what is wrong. */
  emphasis: number | null;
  /** Each row leads to its place in the document. */
  selects: boolean;
}

/** A short table at the side: names with a number, and a bar where `share` is given. */
export interface ResultAside {
  title: string;
  rows: { label: string; text: string; share?: number }[];
}

export interface ResultAction {
  id: 'copy' | 'copyJson' | 'copyMarkdown' | 'copyPyTorch' | 'insert' | 'inspect';
  label: string;
  icon: string;
}

/** What has become of the text since it was read. */
export interface TextNow {
  /** Of each place, by its index, what its link says; one that is not alive leads nowhere. */
  places: { text: string; alive: boolean }[];
  /** Said where the numbers are no longer what was read; `again` computes what they are now. */
  stale: { text: string; again: boolean } | null;
}

/** All that the result page shows; every word is made in the host, and text of the file is text. */
export interface ResultState {
  title: string;
  choice: { measure: string; measures: { id: string; title: string }[] } | null;
  /** Ways to read the numbers: the names of each group, and which of them holds. */
  readings: { label: string; options: { label: string; value?: string }[]; chosen: number }[];
  base: 'nats' | 'bits' | null;
  canSwap: boolean;
  pinned: boolean;
  now: TextNow;
  /** The answer, with its unit and how it was counted. */
  value: { text: string; unit: string; detail: string } | null;
  verdict: string | null;
  facts: { label: string; code?: string; text: Phrase }[];
  warnings: Phrase[];
  pictures: { uri: string; width: number; height: number; label: string }[];
  table: ResultTable | null;
  asides: ResultAside[];
  /** What is told of the row that stands out, until another is chosen. */
  ofRow: ResultAside | null;
  actions: ResultAction[];
}

/** What the host serves to the result page. */
export interface ResultApi {
  hydrate(params: null): ResultState | null;
  measure(params: string): void;
  base(params: 'nats' | 'bits'): void;
  /** Takes another reading: which of a group. */
  read(params: { group: number; option: number }): void;
  swap(params: null): void;
  /** Computes of the text as it is now. */
  again(params: null): void;
  /** A pinned result stays; the next one opens beside it. */
  pin(params: boolean): void;
  /** Shows a place, or the place of a row of the table, in the editor; of a row it tells what is to be shown of it. */
  place(params: number): void;
  row(params: number): ResultAside | null;
  /** Whether it was done. */
  act(params: ResultAction['id']): boolean;
  ping(params: null): void;
}

export interface ResultEvents {
  state: ResultState;
  now: TextNow;
}

const place = v.parser(index);

export const resultChecks: Checks<ResultApi> = {
  hydrate: nothing,
  measure: v.parser(v.pipe(v.string(), v.maxLength(100))),
  base: v.parser(v.picklist(['nats', 'bits'])),
  read: v.parser(v.object({ group: index, option: index })),
  swap: nothing,
  again: nothing,
  pin: v.parser(v.boolean()),
  place,
  row: place,
  act: v.parser(v.picklist(['copy', 'copyJson', 'copyMarkdown', 'copyPyTorch', 'insert', 'inspect'])),
  ping: nothing,
};
