import '../shared/base.css';
import '../shared/controls.css';
import '../shared/tabPage.css';
import './tensor.css';
import './grid.css';
import './list.css';
import type { TensorFacts, TensorSource, TensorState } from '../../extension/protocol/tensor.js';
import { Fault, TensorView } from './tensorView.js';
import { shapeText } from './slices.js';
import { alone, host, hydrate, isList, open, opened, slice, state, tensor } from './state.js';
import { TensorList } from './tensorList.js';
import { attempt } from '../shared/failure.js';
import { Button, IconButton, Link } from '../shared/button.js';
import { Fact } from '../shared/fact.js';
import { count } from '../shared/format.js';
import { MenuButton } from '../shared/menuButton.js';
import { Notices, showPage, Waiting } from '../shared/page.js';
import { plural, t } from '../shared/strings.js';

function Page() {
  const { value } = state;
  if (!value) return <Waiting />;
  const hasChanged = value.source.kind === 'file' && value.source.changed;
  return (
    <main class={`tensors ${isList.value ? 'many' : 'single'} ${hasChanged ? 'changed' : ''}`}>
      <Header of={value} />
      <Notices />
      <SourceLine source={value.source} loading={value.loading} />
      {value.fault !== null && <Fault text={value.fault} />}
      {value.loading && value.tensors.length === 0 && <p class="muted">{readingWords(value.source)}</p>}
      {!value.loading && value.fault === null && value.tensors.length === 0 && (
        <p class="empty">{t('The file holds no tensors.')}</p>
      )}
      {value.tensors.length > 0 && (isList.value ? <Many /> : <TensorView />)}
    </main>
  );
}

const byteWords = ({ dtype, byteOrder }: TensorFacts): string =>
  dtype === null
    ? t('not numbers')
    : byteOrder === null
      ? dtype
      : byteOrder === 'little'
        ? t('{0}, little-endian', dtype)
        : t('{0}, big-endian', dtype);

function Header({ of: { title, source, tensors, notes } }: { of: TensorState }) {
  const one = isList.value ? null : tensors[0];
  return (
    <header class="header">
      <h1 class="clip" title={title}>
        {title}
      </h1>
      <dl class="facts">
        {one ? (
          <OneFacts of={one} source={source} />
        ) : (
          <>
            {tensors.length > 0 && (
              <Fact name={t('Tensors')}>
                <b>{count(tensors.length)}</b>
              </Fact>
            )}
            {source.kind === 'file' && (
              <Fact name={t('Size')}>
                <b>{plural(source.bytes, '1 byte', '{0} bytes')}</b>
              </Fact>
            )}
            {tensors.length > 0 && (
              <Fact name={t('Numbers')} class="wide">
                <b>{count(tensors.reduce((sum, each) => sum + each.count, 0))}</b>
              </Fact>
            )}
          </>
        )}
      </dl>
      {notes.length > 0 && <Notes notes={notes} />}
      <span class="space" />
      {one && <Actions />}
      {!one && (
        <span class="header-actions">
          {tensors.length > 0 && (
            <Button icon="diff" onPress={() => attempt(host.call('compare', { tensor: null }))}>
              {t('Compare files…')}
            </Button>
          )}
          <ReadAgain />
        </span>
      )}
    </header>
  );
}

const OneFacts = ({ of, source }: { of: TensorFacts; source: TensorSource }) => (
  <>
    <Fact name={t('Shape')}>
      <b>{shapeText(of.shape)}</b>
    </Fact>
    <Fact name={t('Type')}>
      {source.kind === 'program' ? t('{0}, {1}', of.dtype ?? '', source.about) : byteWords(of)}
    </Fact>
    {of.order !== null && of.shape.length > 1 && (
      <Fact name={t('Order')} class="wide" meaning={t('C: the last axis runs fastest. Fortran: the first does.')}>
        {of.order === 'C' ? 'C' : 'Fortran'}
      </Fact>
    )}
    <Fact name={t('Size')} class="wide">
      {t(
        '{0}, {1}',
        of.fault === null ? plural(of.count, '1 number', '{0} numbers') : t('not whole'),
        plural(source.kind === 'file' ? source.bytes : of.bytes, '1 byte', '{0} bytes'),
      )}
    </Fact>
  </>
);

/** What a file says of itself, as text. */
const Notes = ({ notes }: { notes: TensorState['notes'] }) => (
  <details
    class="notes"
    onKeyDown={(event) => {
      if (event.key !== 'Escape' || !event.currentTarget.open) return;
      event.preventDefault();
      event.currentTarget.open = false;
    }}
    onFocusOut={({ currentTarget, relatedTarget }) => {
      if (!currentTarget.contains(relatedTarget as Node | null)) currentTarget.open = false;
    }}
  >
    <summary>{plural(notes.length, '1 note in the header', '{0} notes in the header')}</summary>
    <dl tabIndex={-1}>
      {notes.map(({ name, text }, i) => (
        <div key={i}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  </details>
);

const reload = (): void => attempt(host.call('reload', null));

const ReadAgain = () => <IconButton icon="refresh" label={t('Read the file again')} onPress={reload} />;

/** What is done with the slice on show. */
function Actions() {
  const { value } = state;
  const facts = tensor.value;
  if (!value || !facts || facts.fault !== null) return null;
  const of = { tensor: opened.value, slice: slice.value };
  const { target, prediction } = value.sides;
  const other =
    target !== null && prediction === null ? target : prediction !== null && target === null ? prediction : null;
  return (
    <span class="header-actions">
      {other !== null && (
        <span class="muted small clip side-taken" title={other} role="status">
          {target !== null ? t('Target: {0}', other) : t('Prediction: {0}', other)}
        </span>
      )}
      <MenuButton
        icon="graph-line"
        text={t('Compute Loss…')}
        label={t('Compute a loss of two slices')}
        menu={t('Compute Loss')}
        items={(['target', 'prediction'] as const).map((side) => ({
          id: side,
          label: side === 'target' ? t('Take this slice as the target') : t('Take this slice as the prediction'),
          onPress: () => attempt(host.call('takeSide', { ...of, side })),
        }))}
      />
      <MenuButton
        icon="copy"
        text={t('Copy slice')}
        label={t('Copy the slice as text')}
        menu={t('Copy slice')}
        items={(
          [
            ['json', t('As JSON')],
            ['numpy', t('As NumPy')],
            ['csv', t('As CSV')],
          ] as const
        ).map(([form, label]) => ({ id: form, label, onPress: () => attempt(host.call('copy', { ...of, form })) }))}
      />
      <Button
        icon="diff"
        title={t('Compare with a tensor of this shape')}
        onPress={() => attempt(host.call('compare', { tensor: opened.value }))}
      >
        {t('Compare…')}
      </Button>
      {value.source.kind === 'file' && <ReadAgain />}
    </span>
  );
}

/** What is waited for. */
const readingWords = ({ kind }: TensorSource): string =>
  kind === 'file' ? t('Reading the header…') : t('Asking the program for the header…');

/** Whether the numbers are those that the file or the program has now, and what to do where they are not. */
function SourceLine({ source, loading }: { source: TensorSource; loading: boolean }) {
  if (source.kind === 'file')
    return source.changed ? (
      <div class="notice" role="status">
        {t('The file has changed on disk; the numbers are those that were read before.')}{' '}
        <Link onPress={reload}>{t('Reload')}</Link>
      </div>
    ) : null;
  const { place, stop, status, kept } = source;
  if (status === 'slow')
    return (
      <div class="notice error" role="alert">
        {t('No answer from the program for 5 s; it may hold a lock.')}{' '}
        <Link onPress={() => attempt(host.call('answer', 'wait'))}>{t('Wait')}</Link>
        <Link onPress={() => attempt(host.call('answer', 'cancel'))}>{t('Cancel')}</Link>
      </div>
    );
  const where = (
    <Link onPress={() => attempt(host.call('showPlace', null))}>
      {place.file}:{place.line}
    </Link>
  );
  return (
    <div class="source-line" role="status">
      <span>
        {t('Taken at stop {0}, in ', stop)}
        <b>{place.name}</b>, {where}
        {loading && <span class="muted"> {readingWords(source)}</span>}
        {status === 'ranOn' && <span class="muted"> {t('The program has run on since.')}</span>}
        {status === 'ended' && <span class="muted"> {t('The program has ended.')}</span>}
      </span>
      <span class="space" />
      {!kept && status !== 'ended' && (
        <Button icon="pin" onPress={() => attempt(host.call('keep', null))}>
          {t('Keep')}
        </Button>
      )}
      {status !== 'ended' && (
        <Button icon="refresh" onPress={reload}>
          {t('Refresh')}
        </Button>
      )}
    </div>
  );
}

/** The list of tensors, with one of them beside it or alone. */
function Many() {
  const facts = tensor.value;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || !facts) return;
    event.preventDefault();
    if (alone.value) alone.value = false;
    else open(-1);
  };
  return (
    <div class={`list-body ${facts ? 'open' : ''} ${alone.value ? 'alone' : ''}`} onKeyDown={onKeyDown}>
      {!alone.value && <TensorList />}
      {facts && (
        <section class="opened" aria-label={facts.name}>
          <div class="tools opened-head">
            <h2 class="clip" title={facts.name}>
              {facts.name}
            </h2>
            {facts.dtype !== null && <span class="numbers">{shapeText(facts.shape)}</span>}
            <span class="muted clip">
              {facts.fault === null
                ? t('{0}, {1}', byteWords(facts), plural(facts.bytes, '1 byte', '{0} bytes'))
                : byteWords(facts)}
            </span>
            <span class="space" />
            <Actions />
            <span class="header-actions">
              <Button icon={alone.value ? 'list-tree' : 'screen-full'} onPress={() => (alone.value = !alone.value)}>
                {alone.value ? t('Show the list') : t('Open alone')}
              </Button>
              <IconButton icon="close" label={t('Close (Esc)')} onPress={() => open(-1)} />
            </span>
          </div>
          <TensorView />
        </section>
      )}
    </div>
  );
}

showPage(<Page />, () => host.call('ping', null), hydrate);
