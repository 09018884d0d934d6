/** The name of a run that began then, unless that is taken: its time, as in `20240229-235959`. */
export const runIdAt = (started: number): string =>
  new Date(started).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);

/** Whether a folder's name is that of a run: its time, and a number where that was taken. */
export const isRunId = (name: string): boolean => /^\d{8}-\d{6}(-\d{1,6})?$/.test(name);
