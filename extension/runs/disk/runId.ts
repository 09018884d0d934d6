/** Whether a folder's name is that of a run: its time, as in `20240229-235959`, and a number where that was taken. */
export const isRunId = (name: string): boolean => /^\d{8}-\d{6}(-\d{1,6})?$/.test(name);
