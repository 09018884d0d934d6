/** SHA-256 in hexadecimal. */
export async function sha256({ buffer, byteOffset, byteLength }: Uint8Array): Promise<string> {
  // No memory here is shared with a thread.
  const bytes = new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((b) => b.toString(16).padStart(2, '0')).join('');
}
