/** Stands in for `vscode` where only numbers are measured: texts in English, events that nobody hears. */
const nothing = { dispose: () => undefined };
class EventEmitter {
  event = () => nothing;
  fire() {}
  dispose() {}
}
const known = {
  EventEmitter,
  CancellationError: class extends Error {},
  FileSystemError: class extends Error {},
  l10n: { t: (message, ...args) => message.replace(/\{(\d)\}/g, (_, i) => String(args[Number(i)])) },
  env: { language: 'en' },
  ProgressLocation: { Notification: 15 },
  window: { withProgress: (_, work) => work({}, { onCancellationRequested: () => nothing }) },
};
const rest = new Proxy(function () {}, { get: () => rest, apply: () => rest, construct: () => rest });
module.exports = new Proxy(known, { get: (of, name) => of[name] ?? rest });
