/** Zero-based, in UTF-16 units, as the language-server protocol counts. */
export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}
