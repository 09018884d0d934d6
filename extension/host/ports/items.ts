import {
  type Command,
  type Disposable,
  MarkdownString,
  OverviewRulerLane,
  type StatusBarAlignment,
  type StatusBarItem,
  type TextEditorDecorationType,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  window,
} from 'vscode';
import { plain } from './plain.js';

const lines = (texts: readonly string[]): string => texts.map(plain).join('\n');

/** A hover of no more than these lines: in Markdown even a bare address would be a link. */
export const plainMarkdown = (...words: readonly string[]): MarkdownString =>
  words.reduce(
    (made, line, i) =>
      (i > 0 ? made.appendMarkdown('  \n') : made).appendText(
        plain(line).replace(/:(?=\/\/)|www(?=\.)|@/gi, '$&\u2060'),
      ),
    new MarkdownString(),
  );

/** Several of its lines can be selected. */
export const treeOf = <T>(id: string, treeDataProvider: TreeDataProvider<T>): TreeView<T> =>
  window.createTreeView(id, { treeDataProvider, canSelectMany: true });

/** A line of a tree. */
export interface Line {
  id: string;
  label: string;
  /** So many letters at its beginning stand out. */
  strong?: number;
  description: string;
  icon: string;
  tooltip: readonly string[];
  /** By which the menus know it. */
  kind: string;
  /** What a screen reader says behind the label; the description where nothing else is given. */
  spoken?: string;
  command?: Command;
  /** Others stand below it, and are seen. */
  expanded?: boolean;
}

export function treeItem({
  id,
  label,
  strong = 0,
  description,
  icon,
  tooltip,
  kind,
  spoken,
  command,
  expanded,
}: Line): TreeItem {
  const item = new TreeItem({ label: plain(label), ...(strong > 0 && { highlights: [[0, strong]] }) });
  item.id = id;
  item.description = plain(description);
  item.iconPath = new ThemeIcon(icon);
  item.tooltip = lines(tooltip);
  item.contextValue = kind;
  item.accessibilityInformation = { label: plain(`${label}, ${spoken ?? description}`) };
  item.command = command;
  if (expanded) item.collapsibleState = TreeItemCollapsibleState.Expanded;
  return item;
}

/** What stands in the status bar: an icon of ours, a text, and what is shown when the mouse rests on it. */
export interface Status {
  icon?: string;
  text: string;
  tooltip: readonly string[];
  spoken?: string;
}

/** A place in the status bar, hidden until it is shown. */
export class StatusItem implements Disposable {
  private readonly item: StatusBarItem;

  constructor(id: string, side: StatusBarAlignment, priority: number, name: string, command: string | Command) {
    this.item = window.createStatusBarItem(id, side, priority);
    this.item.name = name;
    this.item.command = command;
  }

  show({ icon, text, tooltip, spoken }: Status): void {
    const [shown, resting] = [icon === undefined ? plain(text) : `$(${icon}) ${plain(text)}`, lines(tooltip)];
    if (this.item.text !== shown || this.item.tooltip !== resting) {
      this.item.text = shown;
      this.item.tooltip = resting;
      this.item.accessibilityInformation = spoken === undefined ? undefined : { label: plain(spoken) };
    }
    this.item.show();
  }

  hide(): void {
    this.item.hide();
  }

  dispose(): void {
    this.item.dispose();
  }
}

/** How a part of a text is coloured, by colours of the manifest; it holds no words. */
export const decoration = (
  background: string,
  line: string,
  underline: 'dotted' | 'solid' | undefined,
): TextEditorDecorationType =>
  window.createTextEditorDecorationType({
    backgroundColor: new ThemeColor(background),
    ...(underline && {
      border: `2px ${underline}`,
      borderWidth: '0 0 2px 0',
      borderColor: new ThemeColor(line),
      overviewRulerColor: new ThemeColor(line),
      overviewRulerLane: OverviewRulerLane.Right,
    }),
  });
