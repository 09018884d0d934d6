const SWEEPS = 60;

/** The eigenvalues of a symmetric matrix, greatest first, by Jacobi's rotations. */
export function eigenvalues(matrix: readonly (readonly number[])[]): Float64Array {
  const n = matrix.length;
  const a = matrix.map((row) => Float64Array.from(row));
  const size = Math.sqrt(a.reduce((sum, row) => sum + row.reduce((s, x) => s + x * x, 0), 0));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        off = Math.max(off, Math.abs(a[p][q]));
        rotate(a, p, q);
      }
    if (off <= size * Number.EPSILON) break;
  }
  return Float64Array.from(a, (row, i) => row[i]).sort((x, y) => y - x);
}

/** Turns the plane of two axes so that their common entry is 0. */
function rotate(a: Float64Array[], p: number, q: number): void {
  const [rowP, rowQ] = [a[p], a[q]];
  const apq = rowP[q];
  if (apq === 0) return;
  const theta = (rowQ[q] - rowP[p]) / (2 * apq);
  const tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (const row of a) {
    const [x, y] = [row[p], row[q]];
    row[p] = cosine * x - sine * y;
    row[q] = sine * x + cosine * y;
  }
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [rowP[k], rowQ[k]];
    rowP[k] = cosine * x - sine * y;
    rowQ[k] = sine * x + cosine * y;
  }
}
