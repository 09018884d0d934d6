import { parsedJson } from './parsedJson.js';

/** Who writes: one process of one machine. */
export interface Owner {
  /** The machine's whole name. */
  host: string;
  pid: number;
  /** Identifies one start of one machine, whatever its name; empty where that isn't known. */
  machine: string;
  /** Identifies the processes of the machine that see one another's numbers. */
  space: string;
  /** Throws where no process has this number; with the code EPERM where it belongs to someone else. */
  signal(pid: number): void;
}

/** What is needed of Node's modules of these names, and of its `process`. */
interface Node {
  process: { pid: number; kill(pid: number, signal: number): unknown };
  os: { hostname(): string; networkInterfaces(): Record<string, { mac: string }[] | undefined> };
  fs: { readFileSync(path: string, encoding: 'utf8'): string; readlinkSync(path: string): string };
  digest(text: string): string;
}

/** This process. Linux numbers each start of its kernel; elsewhere a machine is known by its network cards. */
export function ownerOf({ process, os, fs, digest }: Node): Owner {
  const known = (ask: () => string): string => {
    try {
      return ask().trim();
    } catch {
      return '';
    }
  };
  const cards = (): string => {
    const addresses = Object.values(os.networkInterfaces()).flatMap((each) => each?.map(({ mac }) => mac) ?? []);
    return digest([...new Set(addresses)].sort().join());
  };
  return {
    host: os.hostname(),
    pid: process.pid,
    machine: known(() => fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')) || known(cards),
    space: known(() => fs.readlinkSync('/proc/self/ns/pid')),
    signal: (pid) => void process.kill(pid, 0),
  };
}

/** What one process writes of itself for others. */
export type Named = Omit<Owner, 'signal'>;

/** Reads what a process wrote of itself; undefined where an earlier version wrote it, or half of it is missing. */
export function namedIn(text: string): Named | undefined {
  try {
    const { host, pid, machine, space } = parsedJson(text) as Record<string, unknown>;
    if (typeof host !== 'string' || typeof pid !== 'number' || !Number.isSafeInteger(pid)) return undefined;
    return typeof machine === 'string' && typeof space === 'string' ? { host, pid, machine, space } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether two machines are known to be one. */
export const isSame = (one: string, other: string): boolean => one !== '' && one === other;

export function isThere(owner: Owner, pid: number): boolean {
  try {
    owner.signal(pid);
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM';
  }
}
