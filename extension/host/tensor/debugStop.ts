import { debug, DebugStackFrame, Uri } from 'vscode';
import * as v from 'valibot';
import { t } from '../ports/t.js';
import type { Evaluate } from './debugProgram.js';
import type { DebuggedSession, DebugStops } from './debugStops.js';

const FRAMES = 1000;
const Trace = v.object({
  stackFrames: v.array(
    v.object({
      id: v.number(),
      name: v.string(),
      line: v.number(),
      source: v.optional(v.object({ path: v.optional(v.string()), name: v.optional(v.string()) })),
    }),
  ),
});
const Evaluated = v.object({ result: v.string() });

/** A place where a program of Python stands, or stood: a frame of it at one stop. */
export class DebugStop {
  private readonly moves: number;
  readonly number: number;

  private constructor(
    readonly debugged: DebuggedSession,
    private readonly frame: number,
    readonly place: { name: string; file: string; line: number },
    private readonly path: string | undefined,
  ) {
    this.moves = debugged.moves;
    this.number = debugged.stops;
  }

  /** The frame that is chosen in the call stack, or the one at which the program stands. */
  static async now(stops: DebugStops): Promise<DebugStop> {
    const item = debug.activeStackItem;
    if (!item) throw new Error(t('No program is stopped: set a breakpoint, and start it with the debugger of Python.'));
    const { session, threadId } = item;
    const debugged = stops.of(session);
    if (!debugged)
      throw new Error(t('“{0}” is no program of Python that was started since VS Code knows of it.', session.name));
    const asked = { threadId, startFrame: 0, levels: FRAMES };
    const { stackFrames } = v.parse(Trace, await session.customRequest('stackTrace', asked));
    const found = item instanceof DebugStackFrame ? stackFrames.find(({ id }) => id === item.frameId) : stackFrames[0];
    if (!found || !debugged.isStopped) throw new Error(t('The program runs: wait until it stops at a breakpoint.'));
    const { id, name, line, source } = found;
    const path = source?.path;
    const file = source?.name ?? path?.slice(path.search(/[^\\/]*$/)) ?? '';
    return new DebugStop(debugged, id, { name, file, line }, path);
  }

  /** Whether the program still stands there. */
  get isNow(): boolean {
    const { hasEnded, isStopped, moves } = this.debugged;
    return isStopped && !hasEnded && moves === this.moves;
  }

  get uri(): Uri | undefined {
    return this.path === undefined ? undefined : Uri.file(this.path);
  }

  readonly evaluate: Evaluate = async (expression) => {
    if (!this.isNow)
      throw new Error(t('The program has run on: these numbers were not read. Refresh where it stops next.'));
    // As a watch: an expression that fails is not tried a second time as a statement.
    const asked = { expression, frameId: this.frame, context: 'watch', format: { rawString: true } };
    return v.parse(Evaluated, await this.debugged.session.customRequest('evaluate', asked)).result;
  };
}
