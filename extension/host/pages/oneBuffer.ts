/** The editor counts the buffers of a message in one byte, and those beyond are lost without a word. */
const MOST_BUFFERS = 200;

type View = Uint8Array | Uint32Array | Float32Array | Float64Array;
const isView = (value: unknown): value is View => ArrayBuffer.isView(value) && !(value instanceof DataView);

/** The same message with its arrays of numbers on one shared buffer, where they would lie on too many. */
export function onOneBuffer<T>(message: T): T {
  const found: View[] = [];
  visit(message, (view) => {
    found.push(view);
    return view;
  });
  if (new Set(found.map(({ buffer }) => buffer)).size <= MOST_BUFFERS) return message;
  const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8;
  const buffer = new ArrayBuffer(found.reduce((sum, { byteLength }) => sum + aligned(byteLength), 0));
  let at = 0;
  return visit(message, (view) => {
    const Type = view.constructor as new (buffer: ArrayBuffer, offset: number, length: number) => View;
    const copy = new Type(buffer, at, view.length);
    copy.set(view);
    at += aligned(view.byteLength);
    return copy;
  }) as T;
}

/** Copies lists and plain objects, with every array of numbers replaced. */
function visit(value: unknown, replace: (view: View) => View): unknown {
  if (isView(value)) return replace(value);
  if (Array.isArray(value)) return value.map((each: unknown) => visit(each, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, visit(each, replace)]));
}
