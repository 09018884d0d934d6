/** A record was changed by hand or damaged; what goes on from it may be another run than the one that was trained. */
export class ChangedError extends Error {
  override readonly name = 'ChangedError';
}
