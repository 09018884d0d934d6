import { checkConfig, CoreError, type RunConfig } from '@surprisal/core';
import { jsonPlace, type JsonPlace, placeAt } from './jsonPlace.js';

/** What is wrong with a configuration, and where in its text. */
export class ConfigError extends Error {
  constructor(
    message: string,
    readonly place: JsonPlace,
  ) {
    super(message);
  }
}

/** A configuration from its JSON; throws `ConfigError` at the place of the first fault. */
export function readConfig(text: string): RunConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = (error as Error).message.replace(/ in JSON at position \d+.*$/s, '');
    throw new ConfigError(message, syntaxPlace(text, (error as Error).message));
  }
  try {
    return checkConfig(value);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    throw new ConfigError(error.message, jsonPlace(text, error.place.argument ?? ''));
  }
}

/** The engine names an offset, or a line and column, or nothing where the text ends too early. */
function syntaxPlace(text: string, message: string): JsonPlace {
  const offset = /position (\d+)/.exec(message)?.[1];
  return placeAt(text, offset === undefined ? text.trimEnd().length : Number(offset));
}

/** A configuration as it is saved. */
export const configText = (config: RunConfig): string => `${JSON.stringify(config, null, 2)}\n`;
