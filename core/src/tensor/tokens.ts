import { skipBetween, skipComment, skipString, skipTemplate } from './skip.js';
import { isWordUnit, type Syntax } from './syntax.js';

/** Words after which a bracket opens a list, not an index. */
export const KEYWORDS =
  /^(?:return|in|of|and|or|not|is|if|elif|else|yield|await|case|typeof|new|lambda|default|delete|throw|assert|const|let|var|while|for|print|with|from|import|export|extends|void|del|raise|async)$/;

/** Where the string, comment, template or regular expression at `at` ends; `at` where none begins. */
export function skipToken(text: string, at: number, code: number, syntax: Syntax): number {
  if (syntax === 'text' || syntax === 'csv') return at;
  const triple = syntax === 'python' || syntax === 'julia';
  if (code === 34 || (code === 39 && syntax !== 'json'))
    return opensString(text, at, code, syntax) ? skipString(text, at, text.length, triple) : at;
  if (code === 96 && syntax === 'javascript') return skipTemplate(text, at, text.length);
  if (code === 96 && syntax === 'r') return skipString(text, at, text.length, false);
  if (code !== 47 && code !== 35) return at;
  if (code === 35 && syntax === 'julia' && text.charCodeAt(at + 1) === 61) return skipBetween(text, at, '=#');
  if (code === 35 && syntax === 'yaml' && at > 0 && !/[\s,;[{}]/.test(text[at - 1])) return at;
  const slash = syntax === 'json' || syntax === 'javascript';
  const next = skipComment(text, at, text.length, slash, !slash);
  return next === at && code === 47 && syntax === 'javascript' ? skipRegExp(text, at) : next;
}

/** A quote inside a plain word of YAML is part of it; one behind a value of Julia transposes that. */
function opensString(text: string, at: number, code: number, syntax: Syntax): boolean {
  if (syntax === 'yaml') return at === 0 || /[\s[{},;:(]/.test(text[at - 1]);
  if (syntax !== 'julia' || code === 34) return true;
  const before = text.charCodeAt(at - 1);
  return !(isWordUnit(before) || endsValue(before)) && /^'(?:\\.|[^\\])[^']{0,8}'/su.test(text.slice(at, at + 12));
}

/** One that its line leaves open takes the line, as an open string does; `at` where a division stands. */
function skipRegExp(text: string, at: number): number {
  const before = lookBack(text, at);
  const word = wordBefore(text, before);
  if (before >= 0 && (word === '' ? endsValue(text.charCodeAt(before)) : !KEYWORDS.test(word))) return at;
  let inClass = false;
  let i = at + 1;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) break;
    if (code === 92) i++;
    else if (code === 91) inClass = true;
    else if (code === 93) inClass = false;
    else if (code === 47 && !inClass) return i + 1;
  }
  return Math.min(i, text.length);
}

/** The last character before `at` on its line that is no blank, or -1. */
export function lookBack(text: string, at: number): number {
  let before = at - 1;
  while (before >= 0 && (text.charCodeAt(before) === 32 || text.charCodeAt(before) === 9)) before--;
  const code = text.charCodeAt(before);
  return code === 10 || code === 13 ? -1 : before;
}

/** The word that ends at `last`, as far as a keyword is long. */
export function wordBefore(text: string, last: number): string {
  let start = last + 1;
  while (start > 0 && start > last - 12 && isWordUnit(text.charCodeAt(start - 1))) start--;
  return text.slice(start, last + 1);
}

/** A closing bracket or quote: what follows it belongs to it. */
export function endsValue(code: number): boolean {
  return code === 41 || code === 93 || code === 34 || code === 39 || code === 96;
}
