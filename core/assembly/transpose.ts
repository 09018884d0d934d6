/** b[j][i] = a[i][j], four by four; see `Kernel.transpose`. */
export function transpose(rows: i32, columns: i32, a: usize, lda: i32, b: usize, ldb: i32): void {
  const aRow = <usize>lda << 2;
  const bRow = <usize>ldb << 2;
  let i = 0;
  for (; i + 4 <= rows; i += 4) {
    const pa = a + <usize>i * aRow;
    const pb = b + (<usize>i << 2);
    let j = 0;
    for (; j + 4 <= columns; j += 4) {
      const p = pa + (<usize>j << 2);
      const r0 = v128.load(p);
      const r1 = v128.load(p + aRow);
      const r2 = v128.load(p + 2 * aRow);
      const r3 = v128.load(p + 3 * aRow);
      const s0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
      const s1 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
      const s2 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
      const s3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      const q = pb + <usize>j * bRow;
      v128.store(q, v128.shuffle<f32>(s0, s1, 0, 1, 4, 5));
      v128.store(q + bRow, v128.shuffle<f32>(s0, s1, 2, 3, 6, 7));
      v128.store(q + 2 * bRow, v128.shuffle<f32>(s2, s3, 0, 1, 4, 5));
      v128.store(q + 3 * bRow, v128.shuffle<f32>(s2, s3, 2, 3, 6, 7));
    }
    for (; j < columns; j++)
      for (let r = 0; r < 4; r++)
        store<f32>(
          pb + <usize>j * bRow + (<usize>r << 2),
          load<f32>(pa + <usize>r * aRow + (<usize>j << 2)),
        );
  }
  for (; i < rows; i++)
    for (let j = 0; j < columns; j++)
      store<f32>(
        b + <usize>j * bRow + (<usize>i << 2),
        load<f32>(a + <usize>i * aRow + (<usize>j << 2)),
      );
}
