/**
 * Runs in every frame of the workbench, before its scripts: remembers when a page was clicked for, and on what the time
 * went until it was seen, in milliseconds since 1970. The frame of a page tells it once, by `tellOpened`.
 */
export function watchOpening() {
  const now = () => performance.timeOrigin + performance.now();
  const within = (name) => performance.timeOrigin + (performance.getEntriesByName(name)[0]?.startTime ?? NaN);
  globalThis.within = within;
  if (window === window.top) {
    addEventListener('click', ({ timeStamp }) => (globalThis.clicked = performance.timeOrigin + timeStamp), true);
    return;
  }
  const outer = window.parent;
  const { frameElement } = window;
  // The frame of VS Code around a page has no frame of its own origin around it.
  if (!frameElement) return;
  const marks = {};
  let real;
  Object.defineProperty(globalThis, 'acquireVsCodeApi', {
    configurable: true,
    set: (given) => {
      real = given;
    },
    // Writing the page into its frame takes away what listened before.
    get: () => () => {
      marks.script ??= now();
      addEventListener('message', ({ data }) => {
        if (data?.kind === 'reply' || data?.name === 'state') marks.state ??= now();
      });
      addEventListener('load', () => (marks.load ??= now()));
      return real();
    },
  });
  const timer = setInterval(() => {
    if (!document.querySelector('main > *')) return;
    marks.content ??= now();
    if (frameElement.style.visibility !== 'visible') return;
    clearInterval(timer);
    requestAnimationFrame(() => {
      const of = (name) => outer.within(`webview/index.html/${name}`);
      void globalThis.tellOpened({
        frame: outer.performance.timeOrigin,
        frameScript: of('scriptStart'),
        ready: of('signalingReady'),
        html: of('content/started'),
        worker: of('content/workerReady'),
        inner: of('content/innerFrameLoaded'),
        written: of('content/wroteInnerContent'),
        ...marks,
        seen: now(),
      });
    });
  }, 1);
}
