import assert from 'node:assert/strict';
import { compileFunction } from 'node:vm';

/** Evaluates an expression with these names. */
export function run(expression: string, scope: Record<string, unknown>): unknown {
  const evaluate = compileFunction(`return ${expression};`, Object.keys(scope)) as (...values: unknown[]) => unknown;
  return evaluate(...Object.values(scope));
}

/** The number of decimals of each number in the written result, in order. */
export function decimalsOf(literal: string): number[] {
  const bare = literal.replace(/'[^']*'|"[^"]*"/g, '');
  return [...bare.matchAll(/\d+(?:\.(\d+))?(?:e([+-]?\d+))?/g)].map(([, decimals, exponent]) =>
    exponent === undefined ? (decimals?.length ?? 12) : (decimals?.length ?? 0) - Number(exponent),
  );
}

/** Checks that numbers agree to the decimals that are written, and that all else is equal. */
export function agree(found: unknown, expected: unknown, decimals: number[], what: string): void {
  if (typeof expected === 'number' && Number.isFinite(expected)) {
    const bound = Math.max(0.5000001 * 10 ** -(decimals.shift() ?? 12), Math.abs(expected) * 4 * Number.EPSILON);
    assert.ok(Math.abs((found as number) - expected) <= bound, `${what}: gives ${String(found)}`);
  } else if (Array.isArray(expected)) {
    const list = Array.from(found as ArrayLike<unknown>);
    assert.equal(list.length, expected.length, what);
    expected.forEach((item, i) => agree(list[i], item, decimals, what));
  } else assert.deepEqual(found, expected, what);
}
