const ARRAY = /(\.(npy|npz|idx)|[-.]idx\d?-ubyte)(\.gz)?$/i;

/** Whether a file is an array of NumPy or IDX, by its name. */
export const isArrayFile = (name: string): boolean => ARRAY.test(name);
