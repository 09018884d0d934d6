/** A literal of Python: JSON has the same texts, numbers and lists. */
export const python = (value: unknown): string =>
  value === true ? 'True' : value === false ? 'False' : value === null ? 'None' : JSON.stringify(value);
