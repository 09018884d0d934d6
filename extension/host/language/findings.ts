import {
  CodeAction,
  CodeActionKind,
  Diagnostic,
  type DiagnosticCollection,
  DiagnosticSeverity,
  type Disposable,
  type DocumentSelector,
  languages,
  type TextDocument,
  Uri,
  workspace,
  WorkspaceEdit,
} from 'vscode';
import type { Finding, FindingCode, Findings, Fix, FixEdits } from '../../protocol/language.js';
import type { Range as WireRange } from '../../protocol/range.js';
import { t } from '../ports/t.js';
import { toRange } from './ranges.js';

type AskFix = (document: TextDocument, array: WireRange, fix: Fix) => Promise<FixEdits>;

const SEVERITY: Record<FindingCode, DiagnosticSeverity> = {
  sum: DiagnosticSeverity.Warning,
  negative: DiagnosticSeverity.Warning,
  logits: DiagnosticSeverity.Warning,
  notFinite: DiagnosticSeverity.Error,
  ragged: DiagnosticSeverity.Error,
  classRange: DiagnosticSeverity.Error,
  shape: DiagnosticSeverity.Error,
  zero: DiagnosticSeverity.Information,
};

class FindingDiagnostic extends Diagnostic {
  constructor(readonly finding: Finding) {
    super(toRange(finding.range), words(finding), SEVERITY[finding.code]);
    this.source = 'Surprisal';
    this.code = finding.code;
  }
}

/** Faults as diagnostics, with the fixes that the server makes. */
export class FindingsView implements Disposable {
  private readonly collection: DiagnosticCollection = languages.createDiagnosticCollection('surprisal');
  private readonly listeners: Disposable[];
  /** A set of diagnostics gives back copies, so the findings behind them lie here. */
  private readonly shown = new Map<string, FindingDiagnostic[]>();

  constructor(
    selector: DocumentSelector,
    private readonly ask: AskFix,
  ) {
    this.listeners = [
      this.collection,
      languages.registerCodeActionsProvider(
        selector,
        {
          provideCodeActions: (document, range) =>
            (this.shown.get(document.uri.toString()) ?? [])
              .filter((shown) => shown.range.intersection(range))
              .flatMap((shown) => shown.finding.fixes.map((fix) => new FixAction(document, shown, fix))),
          resolveCodeAction: async (action) => {
            if (action instanceof FixAction) await this.resolve(action);
            return action;
          },
        },
        { providedCodeActionKinds: [CodeActionKind.QuickFix] },
      ),
      workspace.onDidCloseTextDocument(({ uri }) => this.clear(uri)),
    ];
  }

  show({ uri, version, findings }: Findings): void {
    const document = workspace.textDocuments.find((open) => open.uri.toString() === Uri.parse(uri).toString());
    if (!document || document.version !== version) return;
    const diagnostics = findings.map((finding) => new FindingDiagnostic(finding));
    this.shown.set(document.uri.toString(), diagnostics);
    this.collection.set(document.uri, diagnostics);
  }

  clear(uri: Uri): void {
    this.shown.delete(uri.toString());
    this.collection.delete(uri);
  }

  dispose(): void {
    for (const listener of this.listeners) listener.dispose();
  }

  private async resolve(action: FixAction): Promise<void> {
    const { document, diagnostic, fix } = action;
    const { version } = document;
    const edits = await this.ask(document, diagnostic.finding.array, fix);
    if (document.version !== version) return;
    action.edit = new WorkspaceEdit();
    for (const { range, text } of edits) action.edit.replace(document.uri, toRange(range), text);
  }
}

class FixAction extends CodeAction {
  constructor(
    readonly document: TextDocument,
    readonly diagnostic: FindingDiagnostic,
    readonly fix: Fix,
  ) {
    super(fixTitle(fix), CodeActionKind.QuickFix);
    this.diagnostics = [diagnostic];
    this.isPreferred = diagnostic.finding.fixes[0] === fix;
  }
}

function fixTitle(fix: Fix): string {
  const titles: Record<Fix, string> = {
    normalise: t('Normalise: divide each row by its sum'),
    softmax: t('Softmax: read these as logits'),
    smooth: t('Smooth the zeros: spread 0.1% over all classes'),
    swap: t('Swap target and prediction'),
  };
  return titles[fix];
}

function words({ code, found, expected, more }: Finding): string {
  const others = more > 0 ? t(' (and {0} more)', more) : '';
  const messages: Record<FindingCode, string> = {
    sum: t('Sums to {0}{1}; a distribution sums to 1.', found, others),
    negative: t('{0} is no probability{1}; expected 0 or more.', found, others),
    logits: t('These look like logits ({0} is among them); expected probabilities.', found),
    notFinite: t('{0} in a distribution{1}; expected a number from 0 to 1.', found, others),
    ragged: t('Rows of unlike length: {0}; expected {1}.', found, expected),
    classRange: t('There is no class {0}{1}; expected 0 to {2}.', found, others, expected),
    shape: t(
      'The prediction has shape {0}; expected {1}, as the target has, or one axis of classes more.',
      found,
      expected,
    ),
    zero: t(
      'The prediction rules out what the target gives {0}{1}: its cross-entropy is infinite, or 34.5 nats with 1e-15 added.',
      expected,
      others,
    ),
  };
  return messages[code];
}
