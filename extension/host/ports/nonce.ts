/** A text that nobody can know before: 128 bits in hexadecimal. */
export const nonce = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');
