import { crc32c } from '../data/crc32c.js';
import { limits } from '../numeric/limits.js';
import { joined } from './byteLines.js';
import type { CurveFault } from './curveSet.js';

/** A length of eight bytes, and its checksum. */
const HEAD = 12;
const CHECKSUM = 4;

/** Takes a record that is whole, and the byte of the file that it begins at. */
type RecordSink = (data: Uint8Array, at: number) => void;

/**
 * Takes the records of an event file out of its bytes, which come in parts of any size: a length, its checksum, the data
 * and their checksum each. A record whose end is not there yet is waited for. Where a length is not what its checksum
 * says, the next whole record is searched for; a checksum of zero is none.
 */
export class EventRecords {
  private rest: Uint8Array = new Uint8Array(0);
  /** The byte of the file that `rest` begins at. */
  private at = 0;
  /** Bytes of a record beyond the limit that are still to come. */
  private passing = 0;
  private lost = false;

  constructor(
    private readonly sink: RecordSink,
    private readonly note: (fault: CurveFault, at: number) => void,
  ) {}

  /** Bytes at the end that are no whole record yet. */
  get waiting(): number {
    return this.rest.length;
  }

  push(bytes: Uint8Array): void {
    const all = this.rest.length === 0 ? bytes : joined(this.rest, bytes);
    let at = 0;
    for (;;) {
      const taken = this.step(all, at);
      if (taken === 0) break;
      at += taken;
      this.at += taken;
    }
    // What stays is copied, so that the part that came is not held.
    this.rest = all.slice(at);
  }

  /** Gives how many bytes it is done with; 0 where more are needed. */
  private step(all: Uint8Array, from: number): number {
    const left = all.length - from;
    if (this.passing > 0) {
      const taken = Math.min(this.passing, left);
      this.passing -= taken;
      return taken;
    }
    if (this.lost) return this.search(all, from);
    if (left < HEAD) return 0;
    const view = new DataView(all.buffer, all.byteOffset + from, left);
    const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
    const said = view.getUint32(8, true);
    const checked = said === masked(all, from, from + 8);
    if (!checked && !(said === 0 && length > 0 && length <= limits.curveRecord)) {
      this.note('length', this.at);
      this.lost = true;
      return 1;
    }
    if (length > limits.curveRecord) {
      this.note('long', this.at);
      this.passing = length + CHECKSUM;
      return HEAD;
    }
    const whole = HEAD + length + CHECKSUM;
    if (left < whole) return 0;
    const sum = view.getUint32(HEAD + length, true);
    const [begin, end] = [from + HEAD, from + HEAD + length];
    if (sum === masked(all, begin, end) || sum === 0) {
      if (!checked || (sum === 0 && length > 0)) this.note('noChecksum', this.at);
      this.sink(all.subarray(begin, end), this.at);
    } else this.note('checksum', this.at);
    return whole;
  }

  /** Passes over bytes until a length is what its checksum says. */
  private search(all: Uint8Array, from: number): number {
    let at = from;
    for (; at + HEAD <= all.length; at++) {
      // Of a length within the limit the upper bytes are zero; a checksum of zero tells nothing here.
      if (all[at + 4] | all[at + 5] | all[at + 6] | all[at + 7]) continue;
      const said = (all[at + 8] | (all[at + 9] << 8) | (all[at + 10] << 16) | (all[at + 11] << 24)) >>> 0;
      if (said !== 0 && said === masked(all, at, at + 8)) {
        this.lost = false;
        break;
      }
    }
    // Found at once, it is read by the next step.
    return at === from && !this.lost ? this.step(all, from) : at - from;
  }
}

/** A checksum as it stands in the file: turned, with a constant added, since checksums of checksums are weak. */
function masked(bytes: Uint8Array, from: number, to: number): number {
  const crc = crc32c(bytes, from, to);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
