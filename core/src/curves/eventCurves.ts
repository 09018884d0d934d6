import { limits } from '../numeric/limits.js';
import { CurveSet } from './curveSet.js';
import { EventRecords } from './eventRecords.js';
import { readSession } from './hyperparameters.js';
import { ProtoFields } from './protobuf.js';
import { scalarOfTensor } from './scalarTensor.js';

/** One value of a summary as it lies in its record: a number, a tensor, or one of another kind, with its plugin. */
interface SummaryValue {
  tag: string;
  simple: number | null;
  tensor: ProtoFields | null;
  /** What a plugin keeps beside it. */
  content: Uint8Array | null;
  plugin?: string | undefined;
  holds?: string;
}

/** Fields of a value that hold another kind than a number. */
const KINDS: Readonly<Record<number, string>> = { 4: 'images', 5: 'histograms', 6: 'audio' };
/** The state of a session that begins. */
const START = 1;

/**
 * Reads the scalars and the hyperparameters of an event file of TensorBoard, as PyTorch writes them (a simple value) and
 * TensorFlow 2 (a tensor), from bytes that come in parts. Times are seconds since 1970. Other kinds are counted by name.
 */
export class EventCurves {
  readonly curves = new CurveSet('byte');
  private readonly records = new EventRecords(
    (data, at) => this.read(data, at),
    (fault, at) => this.curves.note(fault, at),
  );
  /** Plugins by tag: a writer may name them at the first value alone. */
  private readonly plugins = new Map<string, string>();

  get waiting(): number {
    return this.records.waiting;
  }

  push(bytes: Uint8Array): void {
    this.records.push(bytes);
  }

  /** A record with a fault gives none of its values, so it is passed over first. */
  private read(data: Uint8Array, at: number): void {
    const { curves } = this;
    try {
      const { step, starts, graphs, time, summaries } = passEvent(data, checkValue);
      if (starts) curves.cutFrom(step, at);
      if (graphs) curves.pass('graphs');
      if (summaries > 0) passEvent(data, (value) => this.add(readValue(value), step, time, at));
    } catch {
      curves.note('record', at);
    }
  }

  private add(
    { tag, simple, tensor, plugin, content, holds }: SummaryValue,
    step: number,
    time: number,
    at: number,
  ): void {
    const { curves, plugins } = this;
    const kind = plugin ?? holds ?? plugins.get(tag);
    if (plugin !== undefined && plugins.size < limits.curveNames) plugins.set(tag, plugin);
    if (simple !== null) return curves.add(tag, step, simple, at, { time });
    const value = tensor !== null && (kind === undefined || kind === 'scalars') ? scalarOfTensor(tensor) : null;
    if (value !== null) curves.add(tag, step, value, at, { time });
    else if (kind === 'scalars') curves.note('number', at, tag);
    else if (kind !== 'hparams') curves.pass(kind ?? 'tensors');
    else if (content) this.readSettings(content, at);
  }

  private readSettings(content: Uint8Array, at: number): void {
    try {
      readSession(content, (name, value) => this.curves.set(name, value));
    } catch {
      this.curves.note('record', at);
    }
  }
}

/** What an event says of itself; each of its values goes to a reader. */
function passEvent(
  data: Uint8Array,
  take: (value: ProtoFields) => void,
): { time: number; step: number; starts: boolean; graphs: boolean; summaries: number } {
  const found = { time: NaN, step: 0, starts: false, graphs: false, summaries: 0 };
  const event = new ProtoFields(data);
  while (event.next()) {
    if (event.field === 1) found.time = event.double();
    else if (event.field === 2) found.step = event.int();
    else if (event.field === 4 || event.field === 9) found.graphs = true;
    else if (event.field === 5) {
      found.summaries++;
      const summary = event.message();
      while (summary.next()) if (summary.field === 1) take(summary.message());
    } else if (event.field === 7) {
      const session = event.message();
      while (session.next()) if (session.field === 1) found.starts = session.int() === START;
    }
  }
  return found;
}

/** Throws where a value can't be read. */
function checkValue(value: ProtoFields): void {
  while (value.next())
    if (value.field === 1) value.content();
    else if (value.field === 2) value.float();
    else if (value.field === 8) scalarOfTensor(value.message());
    else if (value.field === 9) pluginOf(value.message());
}

function readValue(value: ProtoFields): SummaryValue {
  const found: SummaryValue = { tag: '', simple: null, tensor: null, content: null };
  while (value.next()) {
    const { field } = value;
    if (field === 1) found.tag = value.text();
    else if (field === 2) found.simple = value.float();
    else if (field === 8) found.tensor = value.message();
    else if (field === 9) [found.plugin, found.content] = pluginOf(value.message());
    else if (field in KINDS) found.holds = KINDS[field];
  }
  return found;
}

function pluginOf(metadata: ProtoFields): [name: string | undefined, content: Uint8Array | null] {
  let name: string | undefined;
  let content: Uint8Array | null = null;
  while (metadata.next()) {
    if (metadata.field !== 1) continue;
    const plugin = metadata.message();
    while (plugin.next())
      if (plugin.field === 1) name = plugin.text().slice(0, 60) || undefined;
      else if (plugin.field === 2) content = plugin.content();
  }
  return [name, content];
}
