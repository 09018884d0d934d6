/** What the command line asks for. */
export interface Arguments {
  /** File of the configuration; a run that is resumed has its own. */
  config?: string;
  resume?: string;
  /** Resumes a run of another process too, once that gave no sign of life for long. */
  takeOver?: boolean;
  /** Resumes a run whose record was changed by hand or damaged. */
  changed?: boolean;
  /** File to which the result is written as JSON. */
  json?: string;
  threads?: number;
  /** Folder of the runs. */
  runs: string;
}

export const usage = `npm run train -- CONFIG.json [--json FILE] [--threads N] [--runs FOLDER]
npm run train -- --resume RUN [--take-over] [--changed] [--json FILE] [--threads N] [--runs FOLDER]`;

/** Reads the command line; throws what is wrong with it. */
export function readArguments(words: readonly string[]): Arguments {
  const parsed: Arguments = { runs: '.surprisal/runs' };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === '--take-over') parsed.takeOver = true;
    else if (word === '--changed') parsed.changed = true;
    else if (word.startsWith('--')) {
      const value = words[++i];
      if (value === undefined) throw new Error(`${word} without a value`);
      if (word === '--json') parsed.json = value;
      else if (word === '--resume') parsed.resume = value;
      else if (word === '--runs') parsed.runs = value;
      else if (word === '--threads') parsed.threads = threads(value);
      else throw new Error(`no option ${word}`);
    } else if (parsed.config === undefined) parsed.config = word;
    else throw new Error(`two configurations: ${parsed.config} and ${word}`);
  }
  if ((parsed.config === undefined) === (parsed.resume === undefined))
    throw new Error('expected the file of a configuration, or a run to resume');
  return parsed;
}

function threads(value: string): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1 || count > 16)
    throw new Error(`--threads ${value}; expected a whole number from 1 to 16`);
  return count;
}
