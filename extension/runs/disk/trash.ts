/** Folder of the runs that were deleted, whose names stay theirs. */
export const TRASH = 'deleted';

/** How long a deleted run can come back. */
export const DAYS_IN_TRASH = 30;
