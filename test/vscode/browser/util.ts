/** Replaces `node:util` in a browser, with the functions that the reporter needs. */
export function format(text = '', ...rest: unknown[]): string {
  const first = text.replace(/%[sd%]/g, (mark) => (mark === '%%' ? '%' : String(rest.shift())));
  return [first, ...rest.map(String)].join(' ');
}
