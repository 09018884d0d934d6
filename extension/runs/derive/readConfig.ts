import { checkConfig, checkStoredConfig, CoreError, type RunConfig } from '@surprisal/core';
import { findNodeAtLocation, type Node, type ParseError, parseTree } from 'jsonc-parser';
import { parsedJson } from '../disk/parsedJson.js';
import { formSettings } from './formSettings.js';

/** Where a value stands in JSON text; line and column count from 1. */
interface JsonPlace {
  line: number;
  column: number;
}

/** What is wrong with a configuration, and where in its text. It is known by its name, for it comes from a late bundle. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(
    message: string,
    readonly place: JsonPlace,
  ) {
    super(message);
  }
}

/** A configuration from its JSON; throws `ConfigError` at the place of the first fault. */
export const readConfig = (text: string): RunConfig => readSettings(text).config;

/** A configuration from its JSON, or that of the run whose record the text is; of a run also its title. */
export function readSettings(text: string): { config: RunConfig; title?: string } {
  let value: unknown;
  try {
    value = parsedJson(text);
  } catch (error) {
    const { found, expected, place } = error as CoreError;
    const { line, column } = place;
    // Blank lines at the end are no place of a fault. Where none is named, the parser names one.
    const last = placeAt(text, text.trimEnd().length);
    const named =
      line !== undefined && column !== undefined
        ? { line: line + 1, column: column + 1 }
        : placeAt(text, treeOf(text).fault ?? text.length);
    const isBeyond = named.line > last.line || (named.line === last.line && named.column > last.column);
    const at = isBeyond ? last : named;
    throw new ConfigError(`${found}; expected ${expected}`, at);
  }
  const record = recordOf(value);
  try {
    return record
      ? { config: formSettings(checkStoredConfig(record.config)), title: record.title }
      : { config: checkConfig(value) };
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    const path = error.place.argument ?? '';
    throw new ConfigError(error.message, jsonPlace(text, record ? `config.${path}` : path));
  }
}

/** What is read of the record of a run: on disk, exported, or of an earlier version. */
function recordOf(value: unknown): { config: unknown; title: string } | undefined {
  if (typeof value !== 'object' || value === null || !('config' in value) || 'network' in value) return undefined;
  const title = 'title' in value && typeof value.title === 'string' ? value.title : '';
  return { config: value.config, title };
}

/** The place of `network.layers[0].width` in a text that is JSON, or of the deepest part of that path that is there. */
export function jsonPlace(text: string, path: string): JsonPlace {
  let { root: node } = treeOf(text);
  for (const step of path.split(/[.[\]]+/).filter((each) => each !== '')) {
    const next = node && findNodeAtLocation(node, [node.type === 'array' ? Number(step) : step]);
    if (!next) break;
    node = next;
  }
  return placeAt(text, node?.offset ?? 0);
}

/** A tree of a longer text would take gigabytes. */
const LONGEST_TREE = 2 ** 20;

/** The values of a JSON text, and the offset of its first fault; neither where it is long, or nested deeper than the stack. */
function treeOf(text: string): { root?: Node; fault?: number } {
  if (text.length > LONGEST_TREE) return {};
  const errors: ParseError[] = [];
  try {
    const root = parseTree(text, errors, { disallowComments: true });
    return { root, fault: errors.at(0)?.offset };
  } catch (error) {
    if (error instanceof RangeError) return {};
    throw error;
  }
}

function placeAt(text: string, offset: number): JsonPlace {
  let [line, start] = [1, 0];
  for (let i = 0; i < offset; i++)
    if (text[i] === '\n' || (text[i] === '\r' && (text[i + 1] !== '\n' || i + 1 === offset))) {
      line++;
      start = i + 1;
    }
  return { line, column: offset - start + 1 };
}
