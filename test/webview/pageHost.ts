import type { ExportApi, PictureColors } from '../../extension/protocol/inspector/export.js';
import type { InspectorView } from '../../extension/protocol/inspector/inspector.js';
import type { Handlers } from '../../extension/protocol/rpc.js';

/** How an inspector looks at first. */
export const firstView: InspectorView = { percentOf: 'actual', hideDiagonal: false, order: 'class', selected: null };

/** What every host of a page here notes: what the page asked for, and what the person chooses and saves. */
export class PageHost {
  view = firstView;
  /** What the pages asked for beside data, in order. */
  readonly asked: [method: string, params: unknown][] = [];
  /** What the person takes of a list of exports. */
  chosen: string | null = null;
  /** In which colours they take a picture. */
  colors: PictureColors = 'theme';
  readonly saved: { id: string; content: Uint8Array }[] = [];
  onSaved: () => void = () => undefined;

  /** Handlers that note what they were asked for, and do nothing. */
  protected noted<M extends string>(...methods: M[]): Record<M, (params: unknown) => void> {
    const entries = methods.map((method) => [method, (params: unknown) => void this.asked.push([method, params])]);
    return Object.fromEntries(entries) as Record<M, (params: unknown) => void>;
  }

  /** Handlers that every inspector has. */
  protected readonly common = {
    ...this.noted('importPredictions'),
    remember: (view: InspectorView) => void (this.view = view),
    openItem: ({ index }: { index: number }) => void this.asked.push(['openItem', index]),
    copyItem: ({ index }: { index: number }) => void this.asked.push(['copyItem', index]),
    ping: () => undefined,
    chooseExport: ({ items }) => {
      this.asked.push(['chooseExport', items]);
      return this.chosen === null ? null : { id: this.chosen, colors: this.colors };
    },
    saveExport: ({ id, content }) => {
      this.saved.push({ id, content });
      this.onSaved();
    },
    exportShown: (shown) => {
      this.asked.push(['exportShown', shown]);
    },
  } satisfies Handlers<ExportApi> & Record<string, unknown>;
}
