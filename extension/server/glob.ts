/**
 * Whether a text matches a pattern in which `*` stands for any characters. Only the last star met is tried again, so the
 * work is at most the product of both lengths.
 */
export function matches(glob: string, text: string): boolean {
  let [at, next, star, tried] = [0, 0, -1, 0];
  while (at < text.length) {
    if (glob[next] === '*') {
      star = next++;
      tried = at;
    } else if (next < glob.length && glob[next] === text[at]) {
      next++;
      at++;
    } else if (star >= 0) {
      next = star + 1;
      at = ++tried;
    } else return false;
  }
  while (glob[next] === '*') next++;
  return next === glob.length;
}
