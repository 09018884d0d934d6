/**
 * Every limit on what is read, in one place. Bytes unless said otherwise; a value at its limit is accepted, one above
 * is refused with the limit named.
 */
export const limits = {
  /** A document in which hovers and diagnostics are served. */
  hoverDocument: 5 * 2 ** 20,
  /** A selection in the editor. */
  selection: 20 * 2 ** 20,
  /** Text given to `parseTensor`, whether from memory or from disk. */
  text: 256 * 2 ** 20,
  /** Brackets open at one time. */
  nesting: 64,
  /** Numbers in one tensor. */
  elements: 20_000_000,
  /** Axes of one tensor. */
  rank: 32,
  /** Classes that labels may name. */
  classes: 256,
  /** Classes that predictions may name. */
  predictedClasses: 65_536,
  /** Items that predictions are read of: what all of them say still fits one message to a page. */
  predictions: 1_000_000,
  /** Classes whose confusion matrix is counted. */
  matrixClasses: 1000,
  /** Columns of a table. */
  columns: 2 ** 20,
  /** Keys of an object, and columns of predictions, each of which is asked what it is. */
  keys: 2 ** 16,
  /** Bytes of one name, label or number. */
  word: 1000,
  /** Python source that is searched for arrays. */
  pythonSource: 2 * 2 ** 20,
  npyHeader: 10_000,
  /** Files in one npz archive. */
  npzEntries: 1024,
  npzEntry: 512 * 2 ** 20,
  /** Inflated size over deflated size; deflate itself reaches about 1,032. */
  npzRatio: 1100,
  npzTotal: 2 ** 30,
  safetensorsHeader: 16 * 2 ** 20,
  /** Keys and items in a safetensors header. */
  safetensorsValues: 2 ** 20,
  idxFile: 256 * 2 ** 20,
  /** Arrays of one file that are listed. */
  arrays: 65_536,
  /** Bytes of an array in a file that are read at once. */
  arrayPart: 4 * 2 ** 20,
  /** Numbers of one block of a grid, and of a text to copy. */
  arrayCells: 2 ** 18,
  /** Numbers of a slice that a heat map is made of; of a longer one a sample is. */
  arrayHeat: 2 ** 24,
  /** Numbers of 64 bits that are sorted for their quartiles, and rows that are summed to see whether they are distributions. */
  arraySorted: 2 ** 22,
  arraySums: 2 ** 22,
  /** Bins of a histogram. */
  arrayBins: 4096,
  /** A file of arrays that can only be read whole, and what comes out of one that is packed. */
  arrayWhole: 512 * 2 ** 20,
  /** Characters of the name of a scalar, and the names and points of one file of curves. */
  curveName: 200,
  curveNames: 5000,
  curvePoints: 20_000_000,
  /** Hyperparameters of a run. */
  curveSettings: 500,
  /** One record of an event file that is looked into, and one line of a table or a log. */
  curveRecord: 16 * 2 ** 20,
  curveLine: 2 ** 20,
  /** One file of a picture, PNG or JPEG. */
  pictureFile: 16 * 2 ** 20,
  /** Pixels of one picture. */
  picturePixels: 2 ** 22,
  /** Pictures in one folder. */
  pictures: 100_000,
  /** All pictures of a folder, both as files and as their pixels. */
  picturesTotal: 256 * 2 ** 20,
  /** A message from a page to its host. */
  pageMessageIn: 2 ** 20,
  /** A message from the host to a page. */
  pageMessageOut: 16 * 2 ** 20,
  /** Messages of a page that are served in one second. */
  pageMessagesPerSecond: 50,
  /** What a page may keep with `setState`. */
  pageState: 64 * 2 ** 10,
  checkpoint: 64 * 2 ** 20,
  /** Text of one array that a hover or the diagnostics read: it takes well under 200 ms. */
  hoverArray: 2 ** 20,
} as const;
