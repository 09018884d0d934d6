const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** A name for a file made of any text: plain characters only, at most 80, and none that a system keeps for itself. */
export function fileName(text: string): string {
  const plain = text
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[-.]+/, '')
    .slice(0, 80)
    .replace(/[-.]+$/, '');
  return plain === '' || RESERVED.test(plain.split('.')[0] ?? '') ? `run-${plain}`.replace(/-$/, '') : plain;
}
