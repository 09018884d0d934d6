/** Repeats a text to about so many characters. */
type Write = (length: number) => string;

/** Repeats one piece between two others. */
const many =
  (piece: string, before = '', after = ''): Write =>
  (length) =>
    before + piece.repeat(Math.ceil((length - before.length - after.length) / piece.length)) + after;

/** Repeats an opening, and then its closing as often. */
const nested =
  (open: string, close: string): Write =>
  (length) => {
    const depth = Math.floor(length / (open.length + close.length));
    return open.repeat(depth) + close.repeat(depth);
  };

/** Texts that are hard to read, by the language of their document. */
export const GALLERY: Record<string, Record<string, Write>> = {
  json: {
    'arrays in one another, all with a key of ours': many('"probs":['),
    'the same, closed': nested('"probs":[', ']'),
    'objects and arrays in one another': nested('{"probs":[', '1]}'),
    'objects in one another, each with a prediction': many('{"logits":[1],"a":'),
    'the same, and a target at the very end': many('{"logits":[1],"a":', '', '"target": 3'),
    'objects in one another, each with a pair': many('{"target":[1,0],"probs":[0.5,0.5],"a":'),
    'objects in one another, each with a number as target': many('{"target":1,"logits":[0,1],"a":'),
    'pairs in a row': many('{"target":[1,0],"probs":[0.5,0.5]},'),
    'predictions in a row': many('{"logits":[1]},'),
    'arrays of one object': many('"probs":[0.5,0.5],', '{', '}'),
    'arrays of one object that nothing closes': many('"probs":[0.5],', '{'),
    'targets and predictions of one object': many('"target":[0.5,0.5],"logits":[1],', '{', '}'),
    'numbers of one object': many('"label":1,', '{"logits":[1],'),
    'opening square brackets': many('['),
    'opening curly brackets': many('{'),
    'opening round brackets': many('('),
    'closing brackets': many(']})'),
    'brackets that cross': many('[{(])}'),
    'brackets that close in turn': nested('[', ']'),
    'a table on one line': many('[0.1,0.9],', '{"probs":[', '[1,0]]}'),
    'a table four deep': many('[0.1,0.9],', '{"probs":[[[', '[1,0]]]]}'),
    'rows of unlike length': many('"probs":[[1],[1,2]],'),
    'one number of many digits': many('7', '{"probs":[', ']}'),
    'one fraction of many digits': many('7', '{"probs":[0.', ']}'),
    'a target of many digits': many('7', '{"logits":[1],"target":'),
    'targets that are no whole numbers': many('"target":1111111111111x,', '{"logits":[1],'),
    'a million short lines': many('1\n'),
    'lines of nothing': many('\r\n'),
    'blanks in an array': many(' ', '{"probs":[', ']}'),
    'blanks before each bracket': many('     ['),
    quotes: many('"'),
    'quotes and escapes': many('"\\'),
    'brackets in strings': many('"probs":"[[[",'),
    'strings that nothing closes': many('"probs":"[\n'),
    'strings that nothing closes, in arrays': many('"probs":["\n'),
    comments: many('/* [ */"probs":['),
    'comments that nothing closes': many('/*'),
    slashes: many('/'),
    keys: many('"probs":'),
    'keys beyond ASCII': many('{"\u{1f600}":[1],"logits":[\u{1f600}'),
  },
  plaintext: {
    'comments that the text does not know': many('probs=[#'),
    'open comments that the text does not know': many('probs=[/*'),
    'strings that the text does not know': many('probs=["'),
    'arguments after an array': many('probs=[np.array([1], '),
    'calls in one another': many('loss(logits=[1],a='),
    words: many('probs '),
    'fences that nothing closes': many('```py\nlabel: [1]\n'),
    'targets and predictions by many names': (length) => {
      let text = '';
      for (let i = 0; text.length < length; i++) text += `label${i} = [1]\nprobs${i} = [[1, 0]]\n`;
      return text;
    },
  },
  python: {
    'arrays of NumPy': many('np.array('),
    tensors: many('tensor('),
    'arrays of NumPy in one another': many('probs=np.array(['),
    'arguments after an array': many('probs=[np.array([1], '),
    'calls with a pair': many('loss(target=1,logits=[1])\n'),
    'calls in one another, each with a prediction': many('loss(logits=[1],a='),
    'triple quotes': many('"""'),
    'triple quotes in arrays': many('probs=["""'),
    'numbers that do not fit their type': many('0.5,', 'probs=np.array([', '1], dtype=np.int32)'),
    'underscores in a number': many('_1', 'probs=[1', ']'),
    'assignments in a row': many('p=[1]\n'),
    'functions in a row': many('def f(x):\n  y_true=[1]\n  y_pred=[1]\n'),
    'functions in one another': (length) => {
      const lines = Array.from({ length: Math.ceil(Math.sqrt(2 * length)) }, (_, i) => `${' '.repeat(i)}def f():`);
      return lines.join('\n').padEnd(length, '\nprobs=[1]');
    },
  },
  typescript: {
    templates: many('`${'),
    'regular expressions': many('=/a['),
    'divisions after blanks': many('a   / '),
    'typed arrays': many('new Float64Array('),
  },
  yaml: { 'lists of dashes': many('- 0.1\n', 'probs:\n') },
  r: { 'calls in one another': many('c(0.1, ', 'probs <- ') },
  julia: { 'blocks of comments that nothing ends': many('#= [1 2; ') },
  jsonl: {
    'pairs, one a line': many('{"target":[1,0],"prediction":[0.1,0.9]}\n'),
    'open lists, one a line': many('{"prediction":[\n'),
  },
  markdown: {
    'fences that nothing ends': many('```python\nprobs = [0.1, \n'),
    'rows of a table': many('| 0.1 | 0.9 |\n', '| p | q |\n| - | - |\n'),
  },
  log: { 'losses of epochs': many('Epoch 1/9: loss=0.1 val_loss: 0.2\n') },
  tsv: { 'two columns': many('0.1\t0.9\n', 'p\tq\n') },
  csv: { 'one column': many('0.1,0.9\n', 'p,q\n') },
};
