import { Range } from 'vscode';
import type { Range as WireRange } from '../../protocol/range.js';

export const toRange = ({ start, end }: WireRange): Range =>
  new Range(start.line, start.character, end.line, end.character);

export const fromRange = ({ start, end }: Range): WireRange => ({
  start: { line: start.line, character: start.character },
  end: { line: end.line, character: end.character },
});
