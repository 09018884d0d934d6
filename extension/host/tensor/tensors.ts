/** The bundle of the viewer of tensors, of files and of programs that are debugged. */
export { DebugTensors } from './debugTensors.js';
export { TensorViews } from './tensorViews.js';
