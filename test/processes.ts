/** What Linux tells of the processes of this machine. */
import { readdirSync, readFileSync } from 'node:fs';

export const pids = (): string[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name));

/** A file of a process, such as `cmdline`, or nothing where the process is gone. */
export function procOf(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

export const parentOf = (pid: string): string => /^PPid:\s+(\d+)/m.exec(procOf(pid, 'status'))?.[1] ?? '';

/** Those that descend from the processes of which `begins` holds, and these. */
export function family(begins: (command: string) => boolean): string[] {
  const all = pids();
  const found = new Set(all.filter((pid) => begins(procOf(pid, 'cmdline'))));
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const pid of all) if (found.has(parentOf(pid))) found.add(pid);
  }
  return [...found];
}
