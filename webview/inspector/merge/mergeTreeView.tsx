import { useState } from 'preact/hooks';
import { accuracy, count, decimal, percent } from '../../shared/format.js';
import { Icon } from '../../shared/icon.js';
import { useRovingFocus, type RovingItem } from '../../shared/rovingFocus.js';
import { t } from '../../shared/strings.js';
import { groupsAt, visibleNodes, type MergeNode, type VisibleNode } from './mergeTree.js';
import { nameOf, setGroups } from './classGroups.js';

/** With more classes the tree is folded at first. */
const UNFOLDED = 20;

/** A tree: Up and Down move, Right and Left unfold and fold, Enter merges up to there. */
export function MergeTree({ root, cut }: { root: MergeNode; cut: number | null }) {
  const [folds, setFolds] = useState<ReadonlySet<string> | null>(null);
  const folded = folds ?? foldedAtFirst(root);
  const nodes = visibleNodes(root, folded);
  const roving = useRovingFocus<HTMLDivElement, string>({
    attribute: 'data-node',
    stop: (last) => (nodes.find(({ node }) => node.id === last) ?? nodes[0])?.node.id ?? '',
  });
  const at = nodes.findIndex(({ node }) => node.id === roving.at);
  const go = (index: number) => {
    const to = nodes[Math.min(nodes.length - 1, Math.max(0, index))];
    if (to) roving.go(to.node.id);
  };
  const fold = (id: string, shut: boolean) => {
    const next = new Set(folded);
    if (shut) next.add(id);
    else next.delete(id);
    setFolds(next);
  };
  const take = ({ step }: MergeNode) => step !== undefined && setGroups(groupsAt(root, step + 1));
  const onKeyDown = (event: KeyboardEvent) => {
    const here = nodes[at];
    if (!here || event.ctrlKey || event.altKey || event.metaKey) return;
    const inner = here.node.children.length > 0;
    const shut = folded.has(here.node.id);
    if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(nodes.length - 1);
    else if (event.key === 'ArrowRight' && inner && shut) fold(here.node.id, false);
    else if (event.key === 'ArrowRight' && inner) go(at + 1);
    else if (event.key === 'ArrowLeft' && inner && !shut) fold(here.node.id, true);
    else if (event.key === 'ArrowLeft') go(nodes.findIndex(({ node }) => node.id === here.parent));
    else if (event.key === 'Enter' || event.key === ' ') take(here.node);
    else return;
    event.preventDefault();
  };
  return (
    <div class="table-scroll">
      <div class="merge-row merge-head muted small" aria-hidden="true">
        <span>{t('Merge')}</span>
        <span>{t('Bits lost')}</span>
        <span>{t('Share')}</span>
        <span>{t('Errors')}</span>
        <span>{t('Right')}</span>
      </div>
      <div
        role="tree"
        aria-multiselectable
        aria-label={t('Merges, the last one first')}
        ref={roving.box}
        onKeyDown={onKeyDown}
      >
        {nodes.map((each) => (
          <TreeRow
            key={each.node.id}
            {...each}
            folded={folded.has(each.node.id)}
            focusable={roving.item(each.node.id)}
            taken={cut !== null && each.node.step !== undefined && each.node.step < cut}
            onFold={(shut) => fold(each.node.id, shut)}
            onTake={() => take(each.node)}
          />
        ))}
      </div>
    </div>
  );
}

const foldedAtFirst = (root: MergeNode): ReadonlySet<string> =>
  new Set(
    root.classes.length > UNFOLDED
      ? visibleNodes(root, new Set()).flatMap(({ node, level }) =>
          level > 2 && node.children.length > 0 ? [node.id] : [],
        )
      : [],
  );

interface TreeRowProps extends VisibleNode {
  folded: boolean;
  focusable: RovingItem;
  taken: boolean;
  onFold: (shut: boolean) => void;
  onTake: () => void;
}

function TreeRow({ node, level, place, of, folded, focusable, taken, onFold, onTake }: TreeRowProps) {
  const { cost } = node;
  const name =
    node.children.length > 0 ? node.children.map(({ classes }) => nameOf(classes)).join(' + ') : nameOf(node.classes);
  return (
    <div
      role="treeitem"
      class={`merge-row ${taken ? 'taken' : ''}`}
      {...focusable}
      aria-level={level}
      aria-posinset={place}
      aria-setsize={of}
      aria-expanded={cost ? !folded : undefined}
      aria-selected={taken}
      onClick={onTake}
    >
      <span class="merge-name clip" style={{ '--depth': level - 1 }} title={name}>
        {cost ? (
          <span
            class="twist"
            onClick={(event) => {
              event.stopPropagation();
              onFold(!folded);
            }}
          >
            <Icon name={folded ? 'chevron-right' : 'chevron-down'} />
          </span>
        ) : (
          <span class="twist" />
        )}
        {cost && taken && <Icon name="check" />}
        <span class="only-read">{cost ? t('Merge {0}:', (node.step ?? 0) + 1) : t('Class')}</span> {name}
      </span>
      {cost && (
        <>
          <Number unit={t('bits lost')}>{decimal(cost.bits)}</Number>
          <Number unit={t('of the most')}>{percent(cost.share, 0)}</Number>
          <Number unit={t('errors')}>{count(cost.errors)}</Number>
          <Number unit={t('right')}>{accuracy(cost.accuracy)}</Number>
        </>
      )}
    </div>
  );
}

/** A number under its head, which a screen reader hears after it. */
const Number = ({ unit, children }: { unit: string; children: string }) => (
  <span>
    {children} <span class="only-read">{unit}</span>
  </span>
);
