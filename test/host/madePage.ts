import { posix } from 'node:path';

/** A place in the files of this machine. */
export class Uri {
  readonly scheme = 'file';
  readonly authority = '';
  constructor(readonly path: string) {}
  get fsPath(): string {
    return this.path;
  }
  /** With the signs that VS Code encodes, even where it is asked for the text as it stands. */
  toString = (): string => `file://${this.path.replaceAll('#', '%23').replaceAll('?', '%3F')}`;
  static parse = (text: string): Uri => new Uri(text.replace('file://', ''));
  static joinPath = ({ path }: Uri, ...parts: string[]): Uri => new Uri(posix.join(path, ...parts));
}

interface Message {
  kind: string;
  id?: number;
  message?: string;
  name?: string;
  result?: unknown;
  data?: unknown;
}

export const registration = { dispose: () => undefined };

/** A tab whose page is the test. */
export function madePage() {
  let receive: (message: unknown) => void = () => undefined;
  let close: () => void = () => undefined;
  const hears = new Set<(message: Message) => void>();
  const panel = {
    visible: true,
    title: '',
    reveal: () => undefined,
    dispose: () => close(),
    onDidChangeViewState: () => registration,
    onDidDispose: (hear: () => void) => {
      const before = close;
      close = () => (before(), hear());
      return registration;
    },
    webview: {
      cspSource: '',
      asWebviewUri: (uri: Uri) => uri,
      onDidReceiveMessage: (hear: typeof receive) => ((receive = hear), registration),
      postMessage: (message: Message) => (hears.forEach((hear) => hear(message)), Promise.resolve(true)),
    },
  };
  /** The first message that fits; that of a failure is its error. */
  const heard = <T>(fits: (message: Message) => boolean): Promise<T> =>
    new Promise((resolve, reject) => {
      const hear = (message: Message): void => {
        if (!fits(message)) return;
        hears.delete(hear);
        if (message.kind === 'failure') reject(new Error(message.message));
        else resolve((message.result ?? message.data) as T);
      };
      hears.add(hear);
    });
  let next = 1;
  const ask = <T>(method: string, params: unknown): Promise<T> => {
    const id = next++;
    const answer = heard<T>((message) => message.id === id);
    receive({ kind: 'request', id, method, params });
    return answer;
  };
  /** The first state that fits. */
  const state = <State>(fits: (state: State) => boolean): Promise<State> =>
    heard(({ name, data }) => name === 'state' && fits(data as State));
  return { panel, ask, state, send: (message: unknown) => receive(message) };
}
