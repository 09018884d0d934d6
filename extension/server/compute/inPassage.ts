import { ArrayIndex, blank, limits, passageAt } from '@surprisal/core';
import type { Question } from '../../protocol/compute.js';

/**
 * Asks of a passage that is read otherwise than its document, such as a docstring, a comment or a row of a table, as if
 * all else were blank. What is edited stays as it is written.
 */
export function inPassage(question: Question): Question {
  const { source, syntax, selections, caret, ask, fromDisk } = question;
  if (fromDisk || ask.kind === 'edit' || source.length > limits.hoverDocument) return question;
  const places = selections.length > 0 ? selections : [{ start: caret, end: caret }];
  const passage = passageAt(source, new ArrayIndex(source, syntax), places[0].start);
  if (!passage) return question;
  const { start, text, table } = passage;
  const end = start + text.length;
  if (places.some((place) => place.start < start - 1 || place.end > end)) return table ? readTable() : question;
  if (table) return readTable();
  if (selections.length === 0 && !new ArrayIndex(text, passage.syntax).find(caret - start)) return question;
  return within(selections, passage.syntax);

  function within(chosen: Question['selections'], of: Question['syntax']): Question {
    const alone = blank(source.slice(0, start)) + text + blank(source.slice(end));
    return { ...question, source: alone, syntax: of, selections: chosen };
  }

  /** A selection in a table is what was selected; a caret is its row, or its column. */
  function readTable(): Question {
    return selections.length > 0 ? question : within([{ start, end }], 'text');
  }
}
