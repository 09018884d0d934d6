/** Another process that has a run. */
export interface Holder {
  host: string;
  pid: number;
  /** Milliseconds for which the process gave no sign of life. */
  silent: number;
  /** The process gave no sign for so long that it counts as ended. */
  ended: boolean;
  /** A person may decide that the process has ended. */
  free: boolean;
}

/** A run is written by another process. */
export class RunLockedError extends Error {
  override readonly name = 'RunLockedError';

  constructor(
    readonly folder: string,
    readonly holder: Holder,
    what = 'is written by',
  ) {
    const { host, pid, silent } = holder;
    const process = pid > 0 ? ` (process ${pid}${host && ` of ${host}`})` : '';
    const who = `${folder} ${what} another window or program${process}.`;
    super(holder.ended ? `${who} It gave no sign for ${Math.round(silent / 1000)} s.` : who);
  }
}

/** Times in milliseconds, and the clock that counts them, which nobody can set. */
export interface Pace {
  clock(): number;
  /** Between two signs of life. */
  beat: number;
  /** Without a sign, until a process counts as ended. */
  ended: number;
  /** Without a sign, until a run may be taken from a process of another machine, which may only be cut off. */
  cutOff: number;
}
export const pace: Pace = { clock: () => performance.now(), beat: 5000, ended: 30_000, cutOff: 300_000 };
