import { MarkdownString } from 'vscode';

/** Words of our own, whose links may run these commands of ours. */
export function trusted(words: string, ...enabledCommands: string[]): MarkdownString {
  const made = new MarkdownString(words);
  made.isTrusted = { enabledCommands };
  return made;
}

/** A link of Markdown to a command of ours, whose argument may hold any text. */
export function commandLink(title: string, command: string, argument: object): string {
  const code = encodeURIComponent(JSON.stringify([argument])).replace(
    /[()']/g,
    (c) => `%${c.charCodeAt(0).toString(16)}`,
  );
  return `[${title}](command:${command}?${code})`;
}
