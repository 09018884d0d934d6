/**
 * Every word a person reads passes here: `{0}` stands for the first argument.
 * Arguments go in as they are, so numbers are formatted before (format.ts).
 */
export function t(message: string, ...args: (string | number)[]): string {
  return message.replace(/\{(\d+)\}/g, (hole, index: string) => String(args[Number(index)] ?? hole));
}
