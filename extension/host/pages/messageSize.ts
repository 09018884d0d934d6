/**
 * Whether the text and the values of a message weigh no more than so many bytes: eight each, and a letter one more. Bytes
 * in a typed array are left to the check of their own message. It looks no further than the limit.
 */
export const isWithin = (message: unknown, most: number): boolean => weigh(message, most) <= most;

/**
 * What a message to a page weighs: its text and values, and the memory that its arrays of numbers lie on, each piece once
 * and whole, as the editor sends it whole.
 */
export function messageSize(message: unknown): number {
  const buffers = new Set<ArrayBufferLike>();
  let weight = weigh(message, Infinity, buffers);
  for (const { byteLength } of buffers) weight += byteLength;
  return weight;
}

function weigh(message: unknown, most: number, buffers?: Set<ArrayBufferLike>): number {
  const left: unknown[] = [message];
  let weight = 8;
  while (left.length > 0 && weight <= most) {
    const each = left.pop();
    if (typeof each === 'string') weight += each.length;
    else if (ArrayBuffer.isView(each)) buffers?.add(each.buffer);
    else if (each instanceof ArrayBuffer) buffers?.add(each);
    else if (Array.isArray(each)) {
      weight += 8 * each.length;
      if (weight <= most) for (const value of each as unknown[]) left.push(value);
    } else if (typeof each === 'object' && each !== null)
      for (const key in each) {
        weight += 8 + key.length;
        if (weight > most) break;
        left.push((each as Record<string, unknown>)[key]);
      }
  }
  return weight;
}
