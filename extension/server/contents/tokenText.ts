/** The most characters of a token that are shown. */
const MOST = 60;
/** Characters that are invisible or change the direction of writing. */
const UNSEEN = /(?![\u200c\u200d])[\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu;

/**
 * The text of a token as JSON writes it, in quotes, so that spaces and line ends can be seen. An id is not quoted. Long
 * texts are cut.
 */
export function quoted(source: string, start: number, end: number): string {
  const quote = source.charAt(start - 1);
  const cut = source.slice(start, Math.min(end, start + MOST * 6));
  if (quote !== '"' && quote !== "'") return cut.slice(0, MOST);
  const text = decoded(cut);
  const shown = text.length > MOST ? `${text.slice(0, MOST).replace(/[\ud800-\udbff]$/, '')}…` : text;
  return JSON.stringify(shown).replace(UNSEEN, (c) => `\\u${c.codePointAt(0)!.toString(16).padStart(4, '0')}`);
}

const ESCAPE = /\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|(.))/gis;
const LETTERS: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

const decoded = (written: string): string =>
  written.replace(ESCAPE, (_, four?: string, two?: string, letter = '') =>
    four || two ? String.fromCharCode(parseInt((four ?? two)!, 16)) : (LETTERS[letter] ?? letter),
  );
