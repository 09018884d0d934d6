import { ArrayIndex, limits, type Passage, syntaxOfLanguage, type Syntax, type TextRange } from '@surprisal/core';
import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import type { Position, Range } from '../protocol/range.js';

/** A document and the index of its brackets. An edit costs what it touched, and a look-up costs the array that it finds. */
export class IndexedDocument {
  readonly syntax: Syntax;
  index: ArrayIndex;
  /** The starts of arrays that a person marked as distributions; edits move them. */
  readonly marks = new Set<number>();

  private constructor(
    private readonly document: TextDocument,
    partLength?: number,
    private readonly passage?: Passage,
  ) {
    this.syntax = passage?.syntax ?? syntaxOfLanguage(document.languageId, document.uri);
    this.index = new ArrayIndex(this.text, this.syntax, partLength);
  }

  static create(uri: string, language: string, version: number, text: string, partLength?: number): IndexedDocument {
    return new IndexedDocument(TextDocument.create(uri, language, version, text), partLength);
  }

  static update(
    indexed: IndexedDocument,
    changes: readonly TextDocumentContentChangeEvent[],
    version: number,
  ): IndexedDocument {
    const { document } = indexed;
    for (const change of changes) {
      const range = 'range' in change ? indexed.offsets(change.range) : null;
      TextDocument.update(document, [change], version);
      if (range) {
        indexed.index.edit(document.getText(), range.start, range.end, range.start + change.text.length);
        indexed.moveMarks(range, change.text);
      } else {
        indexed.index = new ArrayIndex(document.getText(), indexed.syntax);
        indexed.marks.clear();
      }
    }
    return indexed;
  }

  /** Gives a passage as a document, whose positions are those of this one. */
  inside(passage: Passage): IndexedDocument {
    const start = passage.start + (this.passage?.start ?? 0);
    return new IndexedDocument(this.document, undefined, { ...passage, start });
  }

  /** The most characters that a text of this syntax may have for hovers and diagnostics. */
  get limit(): number {
    return this.syntax === 'python' ? limits.pythonSource : limits.hoverDocument;
  }

  get uri(): string {
    return this.document.uri;
  }

  get version(): number {
    return this.document.version;
  }

  get text(): string {
    return this.passage?.text ?? this.document.getText();
  }

  offsetAt(position: Position): number {
    return this.document.offsetAt(position) - (this.passage?.start ?? 0);
  }

  positionAt(offset: number): Position {
    return this.document.positionAt(offset + (this.passage?.start ?? 0));
  }

  range({ start, end }: TextRange): Range {
    return { start: this.positionAt(start), end: this.positionAt(end) };
  }

  /** An array that is rewritten from its bracket on keeps its mark; a removed array loses it. */
  private moveMarks({ start, end }: TextRange, text: string): void {
    const before = [...this.marks];
    this.marks.clear();
    for (const mark of before) {
      if (mark < start || (mark === start && end > start && /^[[(]/.test(text))) this.marks.add(mark);
      else if (mark >= end) this.marks.add(mark + text.length - (end - start));
    }
  }

  private offsets({ start, end }: Range): TextRange {
    return { start: this.offsetAt(start), end: this.offsetAt(end) };
  }
}
