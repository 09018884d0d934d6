import { type RunConfig, tuple } from '@surprisal/core';
import type { ReadForm } from '../../protocol/inspector/table.js';
import { labelGroups } from './derivedConfig.js';
import type { ImageSize } from './pixelsText.js';
import { beginning } from './pythonBegin.js';
import { python } from './pythonLiteral.js';
import { tableData } from './tableScript.js';

/** A run as a script of Python: its settings, the names of its classes, and what it read right of the test part. */
export interface Scripted extends ImageSize {
  title: string;
  config: RunConfig;
  classes: readonly string[];
  testAccuracy: number;
  /** How an own table was read. */
  table?: ReadForm;
  /** The data is a folder of pictures, alone or with a folder of its own for the test part. */
  folder?: 'whole' | 'pair';
}

/** The training images lie in two files: a sample of them, with the row of each, and the rest. */
const WHOLE = `
def whole(part, kind):
    if part == "test":
        return read(f"test-{kind}.idx.gz")
    rows = np.frombuffer(gzip.open(FOLDER / "sample-rows.idx.gz").read(), ">i4", offset=8)
    sample, rest = read(f"sample-{kind}.idx.gz"), read(f"rest-{kind}.idx.gz")
    every = np.empty((len(sample) + len(rest), *sample.shape[1:]), np.uint8)
    every[rows] = sample
    every[np.setdiff1d(np.arange(len(every)), rows)] = rest
    return every

`;

/** The packed files of MNIST. */
function mnistReader(whole: boolean): string {
  const of = (kind: string): string => (whole ? `whole(part, "${kind}")` : `read(f"{part}-${kind}.idx.gz")`);
  return `NAMES = [str(digit) for digit in range(10)]


def read(name):
    data = gzip.open(FOLDER / name).read()
    sizes = [int.from_bytes(data[4 + 4 * i:8 + 4 * i], "big") for i in range(data[3])]
    return np.frombuffer(data, np.uint8, offset=4 + 4 * len(sizes)).reshape(sizes)

${whole ? WHOLE : ''}
def load(part, rows):
    return ${of('images')}[rows].reshape(-1, 28 * 28), ${of('labels')}[rows]

`;
}

/** Whether the channels of images stand before height and width, in Python. */
const isFirst = { first: 'True', last: 'False', 'told by the shape': 'x.shape[1:] == (SIZE[2], *SIZE[:2]) != SIZE' };

/** Arrays of NumPy and IDX as the run read them: by what a file begins with, and in an archive by the names of arrays. */
const reader = (channels: RunConfig['data']['channels']): string => `def read(name, known):
    data = (FOLDER / name).read_bytes()
    if data[:2] == b"\\x1f\\x8b":
        data = gzip.decompress(data)
    if data[:2] == b"\\0\\0":
        sizes = [int.from_bytes(data[4 + 4 * i:8 + 4 * i], "big") for i in range(data[3])]
        types = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
        return np.frombuffer(data, types[data[2]], offset=4 + 4 * len(sizes)).reshape(sizes)
    loaded = np.load(io.BytesIO(data))
    if isinstance(loaded, np.ndarray):
        return loaded
    if len(loaded.files) == 1:
        return loaded[loaded.files[0]]
    return loaded[next(name for name in known if name in loaded.files)]


def images_in(name):
    x = read(name, ["images", "features", "data", "pixels", "x", "X", "x_train", "X_train"])
    if x.ndim == 4 and ${isFirst[channels ?? 'told by the shape']}:
        x = x.transpose(0, 2, 3, 1)
    # PyTorch takes no other order of bytes than the machine's.
    return x.reshape(-1, int(np.prod(SIZE))).astype(x.dtype.newbyteorder("="), copy=False)


def labels_in(name):
    """The label of each item as a text."""
    y = read(name, ["labels", "label", "classes", "class", "targets", "target", "y", "y_train"]).ravel()
    if y.dtype.kind == "b" or y.dtype.kind == "f" and (y == np.floor(y)).all():
        y = y.astype(int)
    return [each.decode() if isinstance(each, bytes) else str(each) for each in y.tolist()]


def load(images, labels, rows):
    y = np.array([NAMES.index(name) for name in labels_in(labels)])
    return images_in(images)[rows], y[rows]


`;

/** The pictures of a folder with a folder a class, in the order of the run: by the units of UTF-16 in their names. */
const FOLDER_READER = `# Files that systems put beside pictures.
SYSTEM = re.compile(r"\\..*|thumbs\\.db|desktop\\.ini", re.IGNORECASE)


def listed(folder):
    found = [each for each in folder.iterdir() if not SYSTEM.fullmatch(each.name)]
    return sorted(found, key=lambda each: each.name.encode("utf-16-be", "surrogatepass"))


def pictures_in(name):
    folders = [each for each in listed(FOLDER / name) if each.is_dir()]
    return [picture for folder in folders for picture in listed(folder)]


def images_in(name):
    # The pixels of a PNG are those of the run. Decoders of JPEG differ by rounding, and where colour has half the
    # resolution also in how they smooth it.
    mode = "RGB" if SIZE[2] == 3 else "L"
    return np.array([np.asarray(Image.open(each).convert(mode)).ravel() for each in pictures_in(name)])


def labels_in(name):
    # Folders are classes.
    return [each.parent.name for each in pictures_in(name)]


def load(images, labels, rows):
    y = np.array([NAMES.index(name) for name in labels_in(labels)])
    return images_in(images)[rows], y[rows]


`;

function ownReader(
  { images, labels = images, testLabels }: NonNullable<RunConfig['data']['files']>,
  { config, folder }: Scripted,
): string {
  const all = testLabels === undefined ? python(labels) : `${python(labels)}, ${python(testLabels)}`;
  return `${folder ? FOLDER_READER : reader(config.data.channels)}# All classes of the files, numbers by their value.
NAMES = sorted({name for file in [${all}] for name in labels_in(file)})
try:
    NAMES.sort(key=float)
except ValueError:
    pass

`;
}

/** The files of a folder that holds `train` and `test`. */
function pairIn(folder: string): NonNullable<RunConfig['data']['files']> {
  const [images, testImages] = [`${folder}/train`, `${folder}/test`];
  return { images, testImages, testLabels: testImages };
}

const STANDARD = `
from sklearn.preprocessing import StandardScaler

scaler = StandardScaler().fit(train_x)
train_x, test_x = scaler.transform(train_x), scaler.transform(test_x)
if validation_x is not None:
    validation_x = scaler.transform(validation_x)
`;

/** Reads and splits the data, row for row as the run did. */
export function dataOf(run: Scripted, packages: string): string {
  const { title, config, classes, testAccuracy, imageHeight, imageWidth, imageChannels, table, folder } = run;
  const { data, seed } = config;
  if (table) return tableData(run, table, packages) + (data.scale === 'standard' ? STANDARD : '');
  const { source, files, first = 0, count, testFraction, validationFraction, stratified, scale = 'byte' } = data;
  const own = source !== 'files' ? null : folder === 'pair' ? pairIn(files!.images) : files!;
  const packed = !folder;
  const rows = `np.s_[${first}:${count === undefined ? '' : first + count}]`;
  const part = (x: string, y: string, fraction: number): string =>
    `train_x, ${x}, train_y, ${y} = train_test_split(
    train_x, train_y, test_size=${fraction}, random_state=SEED, stratify=${stratified ? 'train_y' : 'None'})`;
  const loads = (images: string, labels: string | undefined, of: string): string =>
    `load(${python(images)}, ${python(labels ?? images)}, ${of})`;
  const train = own
    ? loads(own.images, own.labels, rows)
    : `load("${source === 'mnist' ? 'train' : 'sample'}", ${rows})`;
  const apart = own
    ? own.testImages && loads(own.testImages, own.testLabels, 'np.s_[:]')
    : source === 'mnist' && 'load("test", np.s_[:])';
  const where = own
    ? `# It needs ${folder ? `Pillow, ${packages}` : packages}, and the files of the run in the folder that it is given, or the current one.`
    : `# It needs ${packages}, and the files of MNIST in a folder "mnist" beside it, or in the one it is given.`;
  const byte = scale === 'byte';
  return `${beginning(config)}
${where}
${packed ? 'import gzip\n' : ''}${own && packed ? 'import io\n' : ''}${folder ? 'import re\n' : ''}import sys
from pathlib import Path

import numpy as np
${folder ? 'from PIL import Image\n' : ''}from sklearn.model_selection import train_test_split

TITLE = ${python(title)}
RUN_ACCURACY = ${testAccuracy}
SEED = ${seed}
FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else ${own ? 'Path.cwd()' : 'Path(__file__).resolve().parent / "mnist"'}
${own ? `# Height, width and channels of an image.\nSIZE = ${tuple([imageHeight, imageWidth, imageChannels])}\n` : ''}# What each class stands for, in the order of the classes.
GROUPS = ${python(labelGroups(classes, data))}
${own ? `\n\n${ownReader(own, run)}` : mnistReader(source === 'mnist')}
class_of = np.array([next((i for i, group in enumerate(GROUPS) if name in group), -1) for name in NAMES])


def chosen(x, y):
    """The images of the classes of the run${byte ? ', as parts of 255' : ''}."""
    y = class_of[y]
    return x[y >= 0]${byte ? ' / 255' : ''}, y[y >= 0]


train_x, train_y = ${train}
${apart ? `test_x, test_y = ${apart}` : part('test_x', 'test_y', testFraction)}
validation_x, validation_y = None, None
${validationFraction > 0 ? `${part('validation_x', 'validation_y', validationFraction)}\nvalidation_x, validation_y = chosen(validation_x, validation_y)\n` : ''}train_x, train_y = chosen(train_x, train_y)
test_x, test_y = chosen(test_x, test_y)
${scale === 'standard' ? STANDARD : ''}`;
}
