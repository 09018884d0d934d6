import { useState } from 'preact/hooks';
import type { TrainImage, Why, WhyError } from '../../../extension/protocol/inspector/why.js';
import { Link } from '../../shared/button.js';
import { attempt } from '../../shared/failure.js';
import { count, dash, decimal } from '../../shared/format.js';
import { small } from './whyWords.js';
import { Signed } from '../../shared/picture.js';
import { itemText } from '../itemNouns.js';
import { FileName } from '../fileName.js';
import { ItemTile } from '../itemTile.js';
import { plural, t } from '../../shared/strings.js';
import { Table, type Column } from '../../shared/table.js';
import type { Cell } from '../matrix/matrixKeys.js';
import { host, imageSize, nameOfClass, openFile, openItem } from '../state.js';
import { Legend } from './decision.js';

const FIRST = 8;

/** Each error: the pixels that speak for it, the change that would flip it, and the images that it resembles. */
export function Errors({ cell, why }: { cell: Cell; why: Why }) {
  const [all, setAll] = useState(false);
  const { items, total } = why;
  const heading = plural(total, '{0} error', '{0} errors');
  return (
    <section aria-label={t('The errors one by one')}>
      <div class="detail-head">
        <h2>{heading}</h2>
        <span class="muted">
          {items.length < total ? t('the {0} most surprising', count(items.length)) : t('most surprising first')}
        </span>
        <span class="space" />
        <Legend actual={nameOfClass(cell.actual)} predicted={nameOfClass(cell.predicted)} />
      </div>
      <div class="table-scroll" tabIndex={0} role="group" aria-label={t('The errors one by one')}>
        <Table
          class="why-errors"
          label={t('The errors one by one')}
          columns={columns(cell)}
          rows={all ? items : items.slice(0, FIRST)}
          rowId={({ index }) => index}
        />
      </div>
      {items.length > FIRST && (
        <p>
          <Link onPress={() => setAll(!all)}>
            {all ? t('Show {0}', FIRST) : t('Show all {0}', count(items.length))}
          </Link>
        </p>
      )}
    </section>
  );
}

function columns(cell: Cell): Column<WhyError>[] {
  const [actual, predicted] = [nameOfClass(cell.actual), nameOfClass(cell.predicted)];
  return [
    {
      id: 'image',
      head: itemText('Image'),
      cell: ({ index, pixels, file }) => (
        <span class="why-picture">
          <ItemTile pixels={pixels} label={itemText('Test image {0}, actual {1}', index, actual)} />
          <span class="why-names">
            <Link onPress={() => openItem(index)}>{t('test {0}', index)}</Link>
            {file !== undefined && <FileName path={file} onOpen={() => openFile(index)} />}
          </span>
        </span>
      ),
    },
    {
      id: 'behind',
      head: t('Beyond'),
      meaning: t('How far beyond the border it lies: ln p({0}) − ln p({1}), nats.', predicted, actual),
      align: 'right',
      value: ({ behind }) => behind,
      cell: ({ behind }) => decimal(behind, 2),
    },
    {
      id: 'push',
      head: t('Pixels'),
      meaning: t('Which pixels speak for {0} and which for {1}: gradient times input.', predicted, actual),
      cell: ({ index, push }) => (
        <span class="tile">
          <Signed
            {...imageSize.value}
            values={push}
            label={itemText('Pixels of image {0} that moved the decision', index)}
          />
        </span>
      ),
    },
    {
      id: 'change',
      head: t('Smallest change'),
      meaning: t(
        'The least change of the pixels that was found, by L2, that makes it {0}: searched along gradients, halved, and confirmed by the network. There may be a smaller one.',
        actual,
      ),
      value: ({ change }) => change?.distance ?? null,
      cell: ({ index, change }) =>
        change ? (
          <span class="why-picture">
            <ItemTile
              pixels={change.pixels}
              label={itemText('Image {0} changed by {1}, read as {2}', index, small(change.distance), actual)}
            />
            <span class="numbers">{small(change.distance)}</span>
          </span>
        ) : (
          dash
        ),
    },
    {
      id: 'difference',
      head: t('Changed'),
      meaning:
        imageSize.value.channels === 3
          ? t('What that change adds to red, green and blue: middle grey is none.')
          : t('Where that change adds ink and where it takes some away.'),
      cell: ({ index, change }) =>
        change && (
          <span class="tile">
            <Signed {...imageSize.value} values={change.by} label={itemText('What was changed in image {0}', index)} />
          </span>
        ),
    },
    {
      id: 'near',
      head: itemText('Nearest training images'),
      meaning: t('By L2 over the pixels, with the label that each was trained with.'),
      cell: ({ near }) => (
        <span class="why-near">
          {near.map((each) => (
            <Near key={each.image} of={each} cell={cell} distance={each.distance} />
          ))}
        </span>
      ),
    },
  ];
}

/** A training image with its label and the colour of its class. */
export function Near({ of, cell, distance }: { of: TrainImage; cell: Cell; distance?: number }) {
  const label = nameOfClass(of.label);
  const side = of.label === cell.predicted ? 'more' : of.label === cell.actual ? 'less' : 'other';
  return (
    <span class="why-picture">
      <ItemTile pixels={of.pixels} label={itemText('Training image {0}, labelled {1}', of.image, label)} />
      <span class="small">
        <i class={`swatch ${side}`} /> <b>{label}</b>
        {distance !== undefined && <span class="muted numbers"> {decimal(distance, 2)}</span>}
      </span>
      {of.file !== undefined && (
        <FileName path={of.file} onOpen={() => attempt(host.call('openTrainFile', of.image))} />
      )}
    </span>
  );
}
