import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { python } from './python.js';

interface Message {
  type: 'event' | 'response';
  event?: string;
  command?: string;
  request_seq?: number;
  success?: boolean;
  message?: string;
  body?: Record<string, unknown>;
}

/** A program of Python that the real debugpy has stopped at its line `stop()`; spoken to by the Debug Adapter Protocol. */
export class DebuggedProgram {
  frame = 0;
  thread = 0;
  /** What the program and its debugger printed. */
  output = '';
  private seq = 0;
  private rest = Buffer.alloc(0);
  private readonly waiting = new Map<number, (message: Message) => void>();
  private readonly events: Message[] = [];
  private hear: (() => void) | undefined;

  private constructor(
    private readonly adapter: ChildProcess,
    private readonly folder: string,
  ) {
    adapter.stdout!.on('data', (part: Buffer) => this.read(part));
    adapter.stderr!.on('data', (part) => (this.output += String(part)));
    adapter.on('close', () => {
      this.events.push({ type: 'event', event: 'terminated' });
      for (const hear of this.waiting.values())
        hear({ type: 'response', success: false, message: 'the adapter ended' });
      this.hear?.();
    });
  }

  /** Runs a script up to its first line that ends in `# stop`. */
  static async stopped(script: string, { raised = false } = {}): Promise<DebuggedProgram> {
    const folder = mkdtempSync(join(tmpdir(), 'surprisal-debug-'));
    const program = join(folder, 'program.py');
    writeFileSync(program, script);
    const adapter = spawn(python, ['-m', 'debugpy.adapter'], { cwd: folder });
    const debugged = new DebuggedProgram(adapter, folder);
    await debugged.request('initialize', { clientID: 'test', adapterID: 'debugpy', pathFormat: 'path' });
    const launched = debugged.request('launch', {
      program,
      cwd: folder,
      python: [python],
      console: 'internalConsole',
      redirectOutput: true,
      env: { OMP_NUM_THREADS: '1' },
    });
    await debugged.event('initialized');
    const breakpoints = script.split('\n').flatMap((line, i) => (line.endsWith('# stop') ? [{ line: i + 1 }] : []));
    await debugged.request('setBreakpoints', { source: { path: program }, breakpoints });
    await debugged.request('setExceptionBreakpoints', { filters: raised ? ['raised'] : [] });
    await debugged.request('configurationDone', {});
    await launched;
    await debugged.stop();
    return debugged;
  }

  /** Waits for the next stop. */
  async stop(): Promise<void> {
    const { threadId } = await this.event('stopped');
    this.thread = Number(threadId);
    const { stackFrames } = await this.request('stackTrace', { threadId });
    this.frame = (stackFrames as { id: number }[])[0].id;
  }

  /** The value of an expression, as the debugger tells it to an editor. */
  readonly evaluate = async (expression: string): Promise<string> => {
    const asked = { expression, frameId: this.frame, context: 'watch', format: { rawString: true } };
    return String((await this.request('evaluate', asked))['result']);
  };

  async goOn(): Promise<void> {
    await this.request('continue', { threadId: this.thread });
    await this.stop();
  }

  /** Writes the file `wake` where the program runs. */
  wake(): void {
    writeFileSync(join(this.folder, 'wake'), '');
  }

  /** Ends the program and its debugger. */
  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.adapter.once('exit', resolve));
    const patience = setTimeout(() => this.adapter.kill('SIGKILL'), 5000);
    void this.request('disconnect', { terminateDebuggee: true }).catch(() => undefined);
    await ended;
    clearTimeout(patience);
    rmSync(this.folder, { recursive: true, force: true });
  }

  request(command: string, args: object): Promise<Record<string, unknown>> {
    const seq = ++this.seq;
    const text = JSON.stringify({ seq, type: 'request', command, arguments: args });
    this.adapter.stdin!.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    return new Promise((resolve, reject) =>
      this.waiting.set(seq, ({ success, message, body }) =>
        success ? resolve(body ?? {}) : reject(new Error(message)),
      ),
    );
  }

  private async event(name: string): Promise<Record<string, unknown>> {
    for (;;) {
      const at = this.events.findIndex(({ event }) => event === name || event === 'terminated');
      const [found] = at < 0 ? [] : this.events.splice(at, 1);
      if (found?.event === name) return found.body ?? {};
      if (found) throw new Error(`the program ended before "${name}":\n${this.output}`);
      await new Promise<void>((resolve) => (this.hear = resolve));
    }
  }

  private read(part: Buffer): void {
    this.rest = Buffer.concat([this.rest, part]);
    for (;;) {
      const head = this.rest.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/.exec(this.rest.toString('latin1', 0, head))?.[1]);
      const end = head + 4 + length;
      if (this.rest.length < end) return;
      const message = JSON.parse(this.rest.toString('utf8', head + 4, end)) as Message;
      this.rest = this.rest.subarray(end);
      if (message.type === 'response') {
        this.waiting.get(message.request_seq!)?.(message);
        this.waiting.delete(message.request_seq!);
      } else if (message.event === 'output') this.output += String(message.body?.['output']);
      else this.events.push(message);
      this.hear?.();
    }
  }
}
