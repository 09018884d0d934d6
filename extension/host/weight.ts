/**
 * Whether the text and the values of a message weigh no more than so many bytes: eight each, and a letter one more. Bytes
 * in a typed array are left to the check of their own message. It looks no further than the limit.
 */
export function isWithin(message: unknown, most: number): boolean {
  const left: unknown[] = [message];
  let weight = 8;
  while (left.length > 0) {
    const each = left.pop();
    if (typeof each === 'string') weight += each.length;
    else if (typeof each === 'object' && each !== null && !ArrayBuffer.isView(each))
      for (const key in each) {
        weight += 8 + (Array.isArray(each) ? 0 : key.length);
        if (weight > most) return false;
        left.push((each as Record<string, unknown>)[key]);
      }
    if (weight > most) return false;
  }
  return true;
}
