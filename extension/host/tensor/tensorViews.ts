import {
  type CancellationToken,
  type Disposable,
  type Hover,
  TabInputCustom,
  TabInputText,
  Uri,
  type WebviewPanel,
  commands,
  window,
} from 'vscode';
import * as v from 'valibot';
import { nameOf } from '../ports/files.js';
import * as notify from '../ports/notify.js';
import { Thread } from '../train/thread.js';
import { ArrayThread } from './arrayThread.js';
import * as prompts from '../ports/prompts.js';
import { t } from '../ports/t.js';
import { FileSubject } from './fileSubject.js';
import { LossSides } from './lossSides.js';
import { tensorHover } from './tensorHover.js';
import { editorOf, ENDINGS, tensorFilters } from './tensorFiles.js';
import type { Compared, TensorSubject } from './tensorSubject.js';
import { TensorTab } from './tensorTab.js';

const Named = v.object({ uri: v.pipe(v.string(), v.maxLength(10_000)) });

/** Every tab of tensors, and the thread that they have in common. */
export class TensorViews implements Disposable {
  private readonly tabs = new Set<TensorTab>();
  private readonly thread: ArrayThread;
  private readonly sides: LossSides;

  constructor(
    private readonly extension: Uri,
    compute: ConstructorParameters<typeof LossSides>[0],
  ) {
    this.thread = new ArrayThread((hears, lost) => new Thread(extension, hears, lost));
    this.sides = new LossSides(compute);
  }

  dispose(): void {
    for (const tab of this.tabs) tab.dispose();
    this.sides.dispose();
    this.thread.dispose();
  }

  /** Fills the tab of a custom editor. */
  showFile(uri: Uri, panel: WebviewPanel): void {
    this.attach(panel, new FileSubject(uri, this.thread));
  }

  /** Fills any tab. */
  attach(panel: WebviewPanel, subject: TensorSubject): TensorTab {
    const { extension, sides, thread } = this;
    const others = (): Compared[] => [...this.tabs].flatMap(({ compared }) => compared ?? []);
    const tab = new TensorTab(panel, subject, { extension, sides, thread, others });
    this.tabs.add(tab);
    tab.panel.onClose(() => this.tabs.delete(tab));
    return tab;
  }

  /** View Tensor: files that were chosen in the explorer, or that a link names; else that of the active tab, or one that a person chooses. */
  async view(given?: unknown, all?: unknown): Promise<void> {
    const chosen = Array.isArray(all) ? all.filter((each) => each instanceof Uri) : [];
    const named = v.safeParse(Named, given);
    const uris =
      chosen.length > 0
        ? chosen
        : given instanceof Uri
          ? [given]
          : named.success
            ? [Uri.parse(named.output.uri, true)]
            : await ask();
    for (const uri of uris ?? []) {
      const editor = editorOf(uri);
      if (editor) await commands.executeCommand('vscode.openWith', uri, editor);
      else
        void notify.info(t('{0} is none of the files of tensors that are read: {1}.', nameOf(uri), ENDINGS.join(', ')));
    }
  }

  /** What is said of a file that a text names. */
  hover(uri: Uri, token: CancellationToken): Promise<Hover | undefined> {
    return tensorHover(uri, this.thread, token);
  }
}

function ask(): Uri[] | undefined | Thenable<Uri[] | undefined> {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  const uri = input instanceof TabInputCustom || input instanceof TabInputText ? input.uri : undefined;
  if (uri && editorOf(uri)) return [uri];
  return prompts.open(t('View Tensor'), t('Open'), tensorFilters(), { many: true });
}
