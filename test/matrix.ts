/** Rows one after the other, so that a matrix of a test stands on one line. */
export const matrix = <T>(...rows: T[][]): T[][] => rows;
