import { labRanges, messageOf, runFields } from '@surprisal/core';
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
import { type LabApi, labChecks, type LabEvents } from '../../protocol/lab.js';
import { nameOf, withName } from '../ports/files.js';
import type { LossLab } from './lossLab.js';
import { openTab, Panel } from '../pages/panel.js';
import { registerCommand } from '../ports/commands.js';
import * as prompts from '../ports/prompts.js';
import * as notify from '../ports/notify.js';
import { saveFile } from '../ports/saveFile.js';
import { fileName } from '../../runs/derive/fileName.js';
import { t } from '../ports/t.js';

const ENDING = '.loss-lab.json';
const epochs = runFields.find(({ path }) => path === 'epochs') as { min: number; max: number };
const checks = labChecks({ ...labRanges, epochs });

/** The loss lab: one editor tab, which comes back with the window. */
export class LabView implements Disposable, WebviewPanelSerializer {
  static readonly type = 'surprisal.lab';
  private panel: Panel<LabApi, LabEvents> | undefined;

  constructor(
    private readonly extension: Uri,
    private readonly lab: LossLab,
  ) {}

  open(): void {
    if (this.panel) {
      this.panel.reveal();
      return;
    }
    this.attach(openTab(this.extension, LabView.type, t('Loss Lab'), ViewColumn.Active));
  }

  deserializeWebviewPanel(tab: WebviewPanel): Promise<void> {
    if (this.panel) tab.dispose();
    else this.attach(tab);
    return Promise.resolve();
  }

  dispose(): void {
    this.panel?.dispose();
  }

  private attach(tab: WebviewPanel): void {
    const { lab } = this;
    const panel = new Panel<LabApi, LabEvents>(tab, this.extension, t('Loss Lab'), {
      page: 'lab',
      handlers: {
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
    });
    this.panel = panel;
    const changed = async (): Promise<void> => {
      if (panel.visible) panel.send('state', await lab.state());
    };
    panel.onVisibility(changed);
    panel.whileOpen(
      lab.onChange(changed),
      lab.onProgress((progress) => panel.send('progress', progress)),
    );
    panel.onClose(() => (this.panel = undefined));
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
      void notify.error(withName([nameOf(uri)], messageOf(error)));
    }
  }

  private async save(): Promise<void> {
    const saved = this.lab.text();
    if (!saved) return;
    const name = `${fileName(saved.title)}${ENDING}`;
    await saveFile({ title: t('Save Loss Lab'), kind: t('Loss labs'), ending: 'json', name }, () => saved.text);
  }
}

/** `Open Loss Lab` shows the page; given a file, it shows the comparison in it. */
export const registerLab = (view: LabView): Disposable[] => [
  window.registerWebviewPanelSerializer(LabView.type, view),
  registerCommand('surprisal.openLossLab', (given: unknown) => (given instanceof Uri ? view.read(given) : view.open())),
];
