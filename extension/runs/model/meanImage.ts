/** The mean of images of one size, pixel by pixel; empty where there are none. */
export function meanImage(images: readonly Uint8Array[]): Uint8Array {
  const sums = new Float64Array(images[0]?.length ?? 0);
  for (const image of images) for (let i = 0; i < sums.length; i++) sums[i] += image[i];
  return Uint8Array.from(sums, (sum) => Math.round(sum / images.length));
}
