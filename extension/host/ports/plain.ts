/** Most letters of a message or a label: VS Code cuts a notification behind 1,000, and its end says what to do. */
const MOST = 500;
const HEAD = 300;

/** What shows nothing of itself: control characters, halves of a pair, ends of lines, and what turns the way of writing. */
const UNSEEN = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
/** Between the two characters by which VS Code knows a link, `](`, or an icon, `$(`. */
const MARKUP = /(?<=[\]$])(?=\()/g;

/**
 * Text that VS Code shows letter by letter, whoever wrote it. It makes links of `[words](address)` and icons of `$(name)`
 * and has no escape for them, so a word joiner, which nobody sees, parts them. What is too long loses its middle.
 */
export function plain(text: string): string {
  const seen = text.replace(UNSEEN, (c) => (/\s/.test(c) ? ' ' : '\ufffd')).replace(MARKUP, '\u2060');
  if (seen.length <= MOST) return seen;
  const head = seen.slice(0, HEAD).replace(/[\ud800-\udbff]$/, '');
  return `${head}…${seen.slice(HEAD + 1 - MOST).replace(/^[\udc00-\udfff]/, '')}`;
}
