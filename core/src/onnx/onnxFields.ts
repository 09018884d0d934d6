/** Numbers of the fields of an ONNX model's messages, as `onnx.proto` has them. */
export const fields = {
  model: { irVersion: 1, producer: 2, graph: 7, opset: 8, metadata: 14 },
  opset: { domain: 1, version: 2 },
  metadata: { key: 1, value: 2 },
  graph: { node: 1, name: 2, initializer: 5, input: 11, output: 12, sparse: 15 },
  node: { input: 1, output: 2, name: 3, operator: 4, attribute: 5, domain: 7 },
  attribute: { name: 1, float: 2, int: 3, text: 4, tensor: 5, ints: 8, type: 20 },
  tensor: { dims: 1, type: 2, floats: 4, longs: 7, name: 8, raw: 9, doubles: 10, external: 13, location: 14 },
  value: { name: 1, type: 2, doc: 3 },
  type: { tensor: 1 },
  tensorType: { element: 1, shape: 2 },
  shape: { dim: 1 },
  dim: { size: 1, name: 2 },
} as const;

/** Types of elements. */
export const elements = { float: 1, int64: 7, double: 11 } as const;

/** Types of attributes. */
export const attributes = { int: 2, ints: 7 } as const;
