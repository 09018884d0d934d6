import { debug, type DebugSession, type Disposable, EventEmitter } from 'vscode';

/** The debuggers of Python. */
const TYPES = ['debugpy', 'python'];
/** What makes a stopped program run, where it is granted. */
const MOVES = [
  'continue',
  'next',
  'stepIn',
  'stepOut',
  'stepBack',
  'reverseContinue',
  'goto',
  'restart',
  'restartFrame',
];

/** Messages of the Debug Adapter Protocol, as far as they are looked at. */
interface Message {
  type?: string;
  event?: string;
  command?: string;
  success?: boolean;
}

/** A program of Python under a debugger: how often it has stopped, and whether it stands. */
export class DebuggedSession {
  stops = 0;
  /** Counts what made it run or stop: what was read of the program holds for one number. */
  moves = 0;
  isStopped = false;
  hasEnded = false;

  constructor(readonly session: DebugSession) {}

  hear({ type, event, command, success }: Message): boolean {
    if (event === 'stopped') {
      this.stops++;
      this.isStopped = true;
    } else if (event === 'terminated' || event === 'exited') this.hasEnded = true;
    else if (event === 'continued' || (type === 'response' && success && MOVES.includes(command ?? '')))
      this.isStopped = false;
    else return false;
    this.moves++;
    return true;
  }
}

/** The programs of Python that are debugged. It only hears what their debuggers say, and asks them nothing. */
export class DebugStops implements Disposable {
  private readonly sessions = new Map<string, DebuggedSession>();
  private readonly changes = new EventEmitter<void>();
  readonly onChange = this.changes.event;
  private readonly parts: Disposable[];

  constructor() {
    const createDebugAdapterTracker = (session: DebugSession) => {
      const debugged = new DebuggedSession(session);
      this.sessions.set(session.id, debugged);
      const end = (): void => {
        if (this.sessions.get(session.id) !== debugged) return;
        debugged.hasEnded = true;
        this.sessions.delete(session.id);
        this.changes.fire();
      };
      return {
        onDidSendMessage: (message: unknown) => debugged.hear(message as Message) && this.changes.fire(),
        onWillStopSession: end,
        onExit: end,
      };
    };
    this.parts = [
      this.changes,
      ...TYPES.map((type) => debug.registerDebugAdapterTrackerFactory(type, { createDebugAdapterTracker })),
    ];
  }

  /** What is known of a session of Python; undefined of any other. */
  of(session: DebugSession): DebuggedSession | undefined {
    return this.sessions.get(session.id);
  }

  dispose(): void {
    for (const part of this.parts) part.dispose();
  }
}
