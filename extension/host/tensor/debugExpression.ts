/** The text of `extension/python/view_tensor.py`, packed: a debugger prints the whole of an expression that is slow. */
export type PackedCode = string;

export async function packCode(code: Uint8Array): Promise<PackedCode> {
  const packed = new CompressionStream('deflate');
  const writer = packed.writable.getWriter();
  const written = writer.write(new Uint8Array(code)).then(() => writer.close());
  let letters = '';
  for await (const part of packed.readable) for (const byte of part) letters += String.fromCharCode(byte);
  await written;
  return btoa(letters);
}

/**
 * An expression of Python that evaluates `of` once, and answers a question about its value with a text. It takes no name
 * of the program and makes none: the code runs in a dictionary of its own, which it then empties.
 */
export function expressionOf(code: PackedCode, of: string, question: object): string {
  // A string of JSON is one of Python too.
  const [packed, asked] = [code, JSON.stringify(question)].map((text) => JSON.stringify(text));
  const unpacked = `load("zlib").decompress(load("binascii").a2b_base64(${packed}))`;
  const steps = `load("builtins").exec(${unpacked}, names), names["answer"](value, ${asked}), names.clear()`;
  // debugpy shows an expression that takes more than three seconds: it begins with what it is.
  const said = `# View Tensor of Surprisal: ${of.replaceAll(/\s+/g, ' ').slice(0, 100)}`;
  return `${said}\n(lambda value, names, load: (${steps})[1])((\n${of}\n), {"__name__": "surprisal"}, __import__)`;
}
