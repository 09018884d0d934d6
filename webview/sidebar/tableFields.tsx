import type { ColumnName, RunConfig, TableColumn } from '@surprisal/core';
import { IconButton, Link } from '../shared/button.js';
import { count } from '../shared/format.js';
import { plural, t } from '../shared/strings.js';
import { ChoiceField, TextField } from './fields.js';
import type { Parsed } from './form.js';
import { configure, draft, source } from './state.js';

/** So many columns are spoken of one by one. */
const SPOKEN = 4;
/** A picture has so many pixels at least, where nothing but their number tells. */
const PIXELS = 49;

type Data = RunConfig['data'];

/** How a column is named in a configuration: by its place where the file has no names. */
const nameIn = ({ name, column }: TableColumn, named: boolean): ColumnName => (named ? name : column);

/** Writes a part of the data; what is left empty is left out. */
function write(part: Partial<Data>): void {
  const { target, leaveOut, oneHot, imageShape, ...rest } = { ...draft.value.data, ...part };
  const data: Data = {
    ...rest,
    ...(target !== undefined && { target }),
    ...(leaveOut && leaveOut.length > 0 && { leaveOut }),
    ...(oneHot && (oneHot === true || oneHot.length > 0) && { oneHot }),
    ...(imageShape && { imageShape }),
  };
  configure({ ...draft.value, data });
}

/** What is asked of the columns of an own table: which are labels, which are left out, and which become one a word. */
export function TableFields() {
  const { table, ends } = source.value ?? {};
  const { data } = draft.value;
  if (!table)
    return (
      <>
        <Channels />
        <Pictures />
        {labelsAreNumbers(data) && <ClassNames />}
        <OfferedNames />
      </>
    );
  const { named, columns } = table;
  const leaveOut = data.leaveOut ?? [];
  const { oneHot } = data;
  const target = data.target ?? table.target.column;
  const isTarget = (each: TableColumn): boolean => target === each.column || target === each.name;
  const isHot = (each: TableColumn): boolean => oneHot === true || (oneHot ?? []).includes(nameIn(each, named));
  const features = columns.filter((each) => !isTarget(each));
  const open = features.filter((each) => !leaveOut.includes(nameIn(each, named)));
  const words = open.filter((each) => each.words.length > 0 && !each.mixed && !isHot(each));
  const mixed = open.filter((each) => each.mixed && !isHot(each));
  const missing = open.filter((each) => each.missing > 0);
  const numbering = open.filter((each) => each.numbersRows);
  const without = (each: TableColumn) => () => write({ leaveOut: [...leaveOut, nameIn(each, named)] });
  const hot = (some: TableColumn[]) => () =>
    write({ oneHot: [...(oneHot === true ? [] : (oneHot ?? [])), ...some.map((each) => nameIn(each, named))] });
  return (
    <>
      {!data.files?.labels && <Target columns={columns} width={table.width} named={named} told={table.target} />}
      {words.slice(0, SPOKEN).map((each) => (
        <p key={each.column} class="hint-line field-note">
          {t('“{0}” holds words ({1}).', each.name, some(each.words))}{' '}
          <Link onPress={hot([each])}>{t('One-hot encode {0}', each.name)}</Link>{' '}
          <Link onPress={without(each)}>{t('Leave out')}</Link>
        </p>
      ))}
      {words.length > 1 && (
        <p class="hint-line field-note">
          <Link onPress={hot(words)}>
            {plural(words.length, 'One-hot encode the column of words', 'One-hot encode all {0} columns of words')}
          </Link>
        </p>
      )}
      {mixed.slice(0, SPOKEN).map((each) => (
        <p key={each.column} class="hint-line field-note">
          {t('“{0}” holds words ({1}) among its numbers.', each.name, some(each.words))}{' '}
          <Link onPress={without(each)}>{t('Leave out {0}', each.name)}</Link>
        </p>
      ))}
      {missing.slice(0, SPOKEN).map((each) => (
        <p key={each.column} class="hint-line field-note">
          {plural(each.missing, '“{1}” has nothing in {0} row.', '“{1}” has nothing in {0} rows.', each.name)}{' '}
          <Link onPress={without(each)}>{t('Leave out {0}', each.name)}</Link>
        </p>
      ))}
      {numbering.slice(0, SPOKEN).map((each) => (
        <p key={each.column} class="hint-line field-note">
          {t('“{0}” only numbers the rows.', each.name)}{' '}
          <Link onPress={without(each)}>{t('Leave out {0}', each.name)}</Link>
        </p>
      ))}
      <Chosen
        title={t('Left out')}
        names={leaveOut}
        undo={(name) => t('Use {0} again', name)}
        onUndo={(name) => write({ leaveOut: leaveOut.filter((each) => each !== name) })}
      />
      {oneHot === true ? (
        <Chosen
          title={t('One-hot')}
          names={[t('all words')]}
          undo={() => t('Take words as they stand')}
          onUndo={() => write({ oneHot: [] })}
        />
      ) : (
        <Chosen
          title={t('One-hot')}
          names={oneHot ?? []}
          undo={(name) => t('Do not encode {0}', name)}
          onUndo={(name) => write({ oneHot: (oneHot ?? []).filter((each) => each !== name) })}
        />
      )}
      {ends && <Pictures />}
    </>
  );
}

const some = (words: readonly string[]): string =>
  words.length > SPOKEN ? `${words.slice(0, SPOKEN).join(', ')}, …` : words.join(', ');

interface TargetProps {
  columns: readonly TableColumn[];
  width: number;
  named: boolean;
  told: { column: number; isLast: boolean };
}

/** The column of the labels: as it is called, as the person chose, or the last one, which is said. */
function Target({ columns, width, named, told }: TargetProps) {
  const places = named ? columns.map(({ name }) => name) : [0, width - 1];
  const nameAt = (place: ColumnName): string => (typeof place === 'string' ? place : t('column {0}', count(place)));
  const usual = named ? (columns.find(({ column }) => column === told.column)?.name ?? told.column) : told.column;
  const AUTOMATIC = '';
  return (
    <ChoiceField
      label={t('Labels')}
      options={[
        {
          value: AUTOMATIC,
          label: told.isLast ? t('{0}, the last column', nameAt(usual)) : t('{0}, by its name', nameAt(usual)),
        },
        ...[...new Set([...places, ...(draft.value.data.target === undefined ? [] : [draft.value.data.target])])].map(
          (place) => ({ value: JSON.stringify(place), label: nameAt(place) }),
        ),
      ]}
      value={({ data }) => (data.target === undefined ? AUTOMATIC : JSON.stringify(data.target))}
      apply={(config, choice) => {
        const { target: _, ...data } = config.data;
        return { ...config, data: choice === AUTOMATIC ? data : { ...data, target: JSON.parse(choice) as ColumnName } };
      }}
    />
  );
}

interface ChosenProps {
  title: string;
  names: readonly ColumnName[];
  undo: (name: ColumnName) => string;
  onUndo: (name: ColumnName) => void;
}

/** What was chosen of columns, each with the way back. */
function Chosen({ title, names, undo, onUndo }: ChosenProps) {
  if (names.length === 0) return null;
  return (
    <p class="hint-line field-note chosen">
      <span>{title}:</span>
      {names.map((name) => (
        <span key={name} class="chosen-name">
          {name}
          <IconButton icon="close" label={undo(name)} onPress={() => onUndo(name)} />
        </span>
      ))}
    </p>
  );
}

/** Whether the labels stand in an array, as numbers do. */
const labelsAreNumbers = ({ source: from, files }: Data): boolean =>
  from === 'files' && (files?.labels !== undefined || /\.npz(\.gz)?$/i.test(files?.images ?? ''));

/** What classes are called whose labels are the numbers from 0 on. */
const ClassNames = () => (
  <TextField
    id="data.classNames"
    label={t('Classes')}
    usual=""
    text={({ data }) => data.classNames?.join(', ') ?? ''}
    parse={namesIn}
    apply={({ data, ...config }, names) => {
      const { classNames: _, ...rest } = data;
      return { ...config, data: { ...rest, ...(names.length > 0 && { classNames: names }) } };
    }}
    hint={t('names of 0, 1, …')}
  />
);

/** The names that belong to files that are known; a press takes them. */
function OfferedNames() {
  const { title, names } = source.value?.offered ?? {};
  if (!names || draft.value.data.classNames) return null;
  const take = () => configure({ ...draft.value, data: { ...draft.value.data, classNames: names } });
  return (
    <p class="hint-line field-note">
      {t('These are the files of {0}: {1}.', title ?? '', names.join(', '))}{' '}
      <Link onPress={take}>{t('Use these names')}</Link>
    </p>
  );
}

const UNSAID = '';

/** Which axis of an array of images holds the colour, where two could. */
function Channels() {
  if (!source.value?.asksChannels && draft.value.data.channels === undefined) return null;
  return (
    <ChoiceField
      label={t('Colour')}
      options={[
        { value: UNSAID, label: t('By the shape') },
        { value: 'first', label: t('First: channels, height, width') },
        { value: 'last', label: t('Last: height, width, channels') },
      ]}
      value={({ data }): 'first' | 'last' | typeof UNSAID => data.channels ?? UNSAID}
      apply={(config, choice) => {
        const { channels: _, ...data } = config.data;
        return { ...config, data: choice === UNSAID ? data : { ...data, channels: choice } };
      }}
    />
  );
}

function namesIn(text: string): Parsed<string[]> {
  if (text.trim() === '') return { value: [] };
  const names = text.split(',').map((name) => name.trim());
  if (names.length < 2 || names.includes('')) return { problem: t('Two names or more, with a comma between them.') };
  return new Set(names).size < names.length ? { problem: t('Each class has a name of its own.') } : { value: names };
}

/** Rows of a square number of values may be pictures, if the person says so. */
function Pictures() {
  const { ends } = source.value ?? {};
  const { imageShape } = draft.value.data;
  if (imageShape)
    return (
      <p class="hint-line field-note">
        {t('Rows are pictures of {0} × {1}.', imageShape[0], imageShape[1])}{' '}
        <Link onPress={() => write({ imageShape: undefined })}>{t('Take them as rows')}</Link>
      </p>
    );
  const side = Math.sqrt(ends?.inputs ?? 0);
  if (!ends || ends.height !== 1 || ends.inputs < PIXELS || !Number.isInteger(side)) return null;
  return (
    <p class="hint-line field-note">
      {plural(ends.inputs, 'Each row has {0} value.', 'Each row has {0} values.')}{' '}
      <Link onPress={() => write({ imageShape: [side, side] })}>{t('They are pictures of {0} × {0}', side)}</Link>
    </p>
  );
}
