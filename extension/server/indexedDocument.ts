import { ArrayIndex, syntaxOfLanguage, type Syntax, type TextRange } from '@surprisal/core';
import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import type { Position, Range } from '../protocol/language.js';

/** A document as text, with its brackets: an edit costs what it touched, and a question the array it asks for. */
export class IndexedDocument {
  readonly syntax: Syntax;
  index: ArrayIndex;

  private constructor(private readonly document: TextDocument) {
    this.syntax = syntaxOfLanguage(document.languageId);
    this.index = new ArrayIndex(document.getText(), this.syntax);
  }

  static create(uri: string, language: string, version: number, text: string): IndexedDocument {
    return new IndexedDocument(TextDocument.create(uri, language, version, text));
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
      if (range) indexed.index.edit(document.getText(), range.start, range.end, range.start + change.text.length);
      else indexed.index = new ArrayIndex(document.getText(), indexed.syntax);
    }
    return indexed;
  }

  get uri(): string {
    return this.document.uri;
  }

  get version(): number {
    return this.document.version;
  }

  get text(): string {
    return this.document.getText();
  }

  offsetAt(position: Position): number {
    return this.document.offsetAt(position);
  }

  positionAt(offset: number): Position {
    return this.document.positionAt(offset);
  }

  range({ start, end }: TextRange): Range {
    return { start: this.positionAt(start), end: this.positionAt(end) };
  }

  private offsets({ start, end }: Range): TextRange {
    return { start: this.offsetAt(start), end: this.offsetAt(end) };
  }
}
