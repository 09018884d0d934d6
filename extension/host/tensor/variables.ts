/** The bundle of View Tensor while debugging. */
export { DebugTensors } from './debugTensors.js';
