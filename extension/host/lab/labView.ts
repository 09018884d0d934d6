import { labRanges, runFields } from '@surprisal/core';
import * as v from 'valibot';
import {
  CancellationError,
  type Disposable,
  env,
  Uri,
  ViewColumn,
  type WebviewPanel,
  type WebviewPanelSerializer,
  window,
} from 'vscode';
import type { LabApi, LabEvents } from '../../protocol/lab.js';
import type { Checks } from '../../protocol/rpc.js';
import { files, nameOf, withName } from '../ports/files.js';
import type { LossLab } from './lossLab.js';
import { PageChannel, pageHtml, pageOptions } from '../pages/page.js';
import { registerCommand } from '../ports/commands.js';
import * as prompts from '../ports/prompts.js';
import * as notify from '../ports/notify.js';
import { wordsOf } from '../ports/plain.js';
import { fileName } from '../../runs/derive/fileName.js';
import { t } from '../ports/t.js';

const ENDING = '.loss-lab.json';
const COPIED = 200_000;

const nothing = v.parser(v.null());
const whole = ({ min, max }: { min: number; max: number }) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max));
const epochs = runFields.find(({ path }) => path === 'epochs') as { min: number; max: number };
const rate = v.pipe(v.number(), v.finite(), v.gtValue(0));
const checks: Checks<LabApi> = {
  hydrate: nothing,
  settings: v.parser(
    v.object({
      losses: v.pipe(
        v.array(v.picklist(['crossEntropy', 'squaredError', 'smoothing', 'focal'])),
        v.minLength(labRanges.losses.min),
        v.maxLength(labRanges.losses.max),
      ),
      seeds: whole(labRanges.seeds),
      epochs: v.nullable(whole(epochs)),
      rates: v.nullable(v.pipe(v.array(rate), v.minLength(labRanges.rates.min), v.maxLength(labRanges.rates.max))),
    }),
  ),
  view: v.parser(
    v.object({
      target: v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
      rate: v.nullable(rate),
      curves: v.picklist(['accuracy', 'loss']),
    }),
  ),
  start: nothing,
  stop: nothing,
  file: v.parser(v.picklist(['open', 'save'])),
  copy: v.parser(v.pipe(v.string(), v.maxLength(COPIED))),
  ping: nothing,
};

/** The loss lab: one editor tab, which comes back with the window. */
export class LabView implements Disposable, WebviewPanelSerializer {
  static readonly type = 'surprisal.lab';
  private panel: WebviewPanel | undefined;

  constructor(
    private readonly extension: Uri,
    private readonly lab: LossLab,
    /** Told when the state changes for a reason outside of the lab: the form, or a run. */
    private readonly outside: (changed: () => void) => Disposable,
  ) {}

  open(): void {
    if (this.panel) {
      this.panel.reveal();
      return;
    }
    this.attach(window.createWebviewPanel(LabView.type, t('Loss Lab'), ViewColumn.Active, pageOptions(this.extension)));
  }

  deserializeWebviewPanel(panel: WebviewPanel): Promise<void> {
    if (this.panel) panel.dispose();
    else {
      panel.webview.options = pageOptions(this.extension);
      this.attach(panel);
    }
    return Promise.resolve();
  }

  dispose(): void {
    this.panel?.dispose();
  }

  private attach(panel: WebviewPanel): void {
    const { lab } = this;
    this.panel = panel;
    panel.iconPath = {
      light: Uri.joinPath(this.extension, 'media', 'tab-light.svg'),
      dark: Uri.joinPath(this.extension, 'media', 'tab-dark.svg'),
    };
    const channel = new PageChannel<LabApi, LabEvents>(
      panel.webview,
      {
        hydrate: () => lab.state(),
        settings: (settings) => lab.settings(settings),
        view: (view) => lab.view(view),
        start: () => lab.start(),
        stop: () => lab.stop(),
        file: (what) => (what === 'open' ? this.openFile() : this.save()),
        copy: async (text) => env.clipboard.writeText(text),
        ping: () => undefined,
      },
      checks,
    );
    const changed = async (): Promise<void> => {
      if (panel.visible) channel.send('state', await lab.state());
    };
    const listeners = [
      lab.onChange(changed),
      lab.onProgress((progress) => panel.visible && channel.send('progress', progress)),
      this.outside(() => void changed()),
      panel.onDidChangeViewState(changed),
      channel,
    ];
    panel.onDidDispose(() => {
      listeners.forEach((listener) => listener.dispose());
      this.panel = undefined;
    });
    panel.webview.html = pageHtml(panel.webview, this.extension, 'lab', 'Surprisal');
  }

  private async openFile(): Promise<void> {
    const [uri] = (await prompts.open(t('Open Loss Lab'), t('Open'), { [t('Loss labs')]: ['json'] })) ?? [];
    if (uri) await this.read(uri);
  }

  /** Shows a comparison from a file; says what is wrong with it. */
  async read(uri: Uri): Promise<void> {
    try {
      await this.lab.open(uri);
      this.open();
    } catch (error) {
      if (error instanceof CancellationError) return;
      void notify.error(withName([nameOf(uri)], wordsOf(error)));
    }
  }

  private async save(): Promise<void> {
    const found = this.lab.text();
    if (!found) return;
    const name = `${fileName(found.title)}${ENDING}`;
    const uri = await prompts.save(t('Save Loss Lab'), { [t('Loss labs')]: ['json'] }, name);
    if (uri) await files.write(uri, new TextEncoder().encode(found.text));
  }
}

/** `Open Loss Lab` shows the page; given a file, it shows the comparison in it. */
export const registerLab = (view: LabView): Disposable =>
  registerCommand('surprisal.openLossLab', (given: unknown) => (given instanceof Uri ? view.read(given) : view.open()));
