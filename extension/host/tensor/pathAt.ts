/** A text in quotes that may name a file of tensors, and where it stands in its line. */
export interface NamedPath {
  path: string;
  start: number;
  end: number;
}

/** How far from the pointer a string may begin and end. */
const FAR = 400;
const FILE = /\.(npy|npz|safetensors|idx\d?)$|ubyte$|(\.idx\d?|ubyte)\.gz$/i;

/** The string around a place of a line, where it names such a file by a path that stays where it begins. */
export function pathAt(line: string, at: number): NamedPath | undefined {
  const before = line.slice(Math.max(0, at - FAR), at);
  const after = line.slice(at, at + FAR);
  const open = Math.max(before.lastIndexOf('"'), before.lastIndexOf("'"));
  if (open < 0) return undefined;
  const close = after.indexOf(before[open]);
  if (close < 0) return undefined;
  const path = before.slice(open + 1) + after.slice(0, close);
  return FILE.test(path) && isRelative(path)
    ? { path, start: at - (before.length - open - 1), end: at + close }
    : undefined;
}

/** Neither a place of a machine or a network, nor an address, nor what a shell would read. */
function isRelative(path: string): boolean {
  return path !== '' && !/^[/~]|^[a-z][a-z\d+.-]*:|[\\\p{Cc}]/iu.test(path);
}
