import type { Uri } from 'vscode';
import { files } from './files.js';
import * as prompts from './prompts.js';

type Content = string | Uint8Array;

/** A file that a person saves: the title of the dialog, the kind of file with its ending, and the name that is offered. */
interface FileToSave {
  title: string;
  kind: string;
  ending: string;
  name: string;
}

/** Writes a file to `given`, or to where the person says; gives where it lies, or undefined where they turn away. */
export async function saveFile(
  { title, kind, ending, name }: FileToSave,
  content: () => Content | Promise<Content>,
  given?: Uri,
): Promise<Uri | undefined> {
  // VS Code compares what follows the last dot alone, and would add an ending of two parts once more.
  const last = ending.slice(ending.lastIndexOf('.') + 1);
  const uri = given ?? (await prompts.save(title, { [kind]: [last] }, name));
  if (!uri) return undefined;
  const made = await content();
  await files.write(uri, typeof made === 'string' ? new TextEncoder().encode(made) : made);
  return uri;
}
