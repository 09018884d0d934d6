/** By how much the sum of a distribution may miss 1 before it is called unnormalised; six printed decimals pass. */
export const SUM_TOLERANCE = 1e-6;

/** By how much a single probability may exceed 1; up to here it is rounding and read as 1, above it is an error. */
export const PROBABILITY_TOLERANCE = 1e-6;

/** The least eigenvalue that still counts as zero, relative to the largest entry of the matrix. */
export const EIGENVALUE_TOLERANCE = 1e-12;
