import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../../../', import.meta.url);

/** The JSON that a generator of test/reference wrote. */
export function readReference<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`test/reference/data/${name}`, root), 'utf8')) as T;
}

/** Checks every comparison against a bound and remembers the worst of each family. */
export class Worst {
  private readonly families = new Map<string, { cases: number; worst: number }>();

  /** `abs(actual - expected) <= bound * max(abs(expected), largest)`; equal infinities agree, NaN never does. */
  check(family: string, actual: number, expected: number, bound: number, largest: number, what: string): void {
    const scale = Math.max(Math.abs(expected), largest, Number.MIN_VALUE);
    const error = actual === expected ? 0 : Math.abs(actual - expected) / scale;
    const entry = this.families.get(family) ?? { cases: 0, worst: 0 };
    this.families.set(family, { cases: entry.cases + 1, worst: Math.max(entry.worst, error) });
    assert.ok(error <= bound, `${family}, ${what}: ${actual}, expected ${expected}, error ${error} above ${bound}`);
  }

  /** Writes out/worst/<name>.json and returns its content. */
  record(name: string): Record<string, { cases: number; worst: number }> {
    const families = Object.fromEntries([...this.families].sort(([a], [b]) => a.localeCompare(b)));
    mkdirSync(new URL('out/worst/', root), { recursive: true });
    writeFileSync(new URL(`out/worst/${name}.json`, root), JSON.stringify(families, null, 2));
    return families;
  }
}
