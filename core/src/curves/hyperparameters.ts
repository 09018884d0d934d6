import { limits } from '../numeric/limits.js';
import { ProtoFields } from './protobuf.js';

/** Where the start of a session stands in what the plugin `hparams` keeps, and its settings in that. */
const SESSION = 3;
const SETTINGS = 1;

/**
 * Reads the settings of a run out of what `add_hparams` of PyTorch and `hp.hparams` of TensorFlow keep beside an empty
 * value: a number, a truth value or a text each; of other values there is none.
 */
export function readSession(
  content: Uint8Array,
  found: (name: string, value: string | number | boolean) => void,
): void {
  const plugin = new ProtoFields(content);
  while (plugin.next()) {
    if (plugin.field !== SESSION) continue;
    const session = plugin.message();
    while (session.next()) {
      if (session.field !== SETTINGS) continue;
      const entry = session.message();
      let name = '';
      let value: string | number | boolean | undefined;
      while (entry.next())
        if (entry.field === 1) name = entry.text();
        else if (entry.field === 2) value = valueOf(entry.message());
      if (value !== undefined && name.length <= limits.curveName) found(name, value);
    }
  }
}

function valueOf(value: ProtoFields): string | number | boolean | undefined {
  let found: string | number | boolean | undefined;
  while (value.next())
    if (value.field === 2) found = value.double();
    else if (value.field === 3) found = value.text();
    else if (value.field === 4) found = value.int() !== 0;
  return found;
}
