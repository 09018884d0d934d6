import { MenuButton } from './menuButton.js';
import { t } from './strings.js';

interface MoreTabsProps {
  label: string;
  tabs: readonly { id: string; label: string }[];
  selected: string;
  onSelect: (id: string) => void;
}

/** An ellipsis with every tab in its menu, for a row that is too narrow for them. */
export const MoreTabs = ({ label, tabs, selected, onSelect }: MoreTabsProps) => (
  <MenuButton
    class="more-tabs"
    icon="ellipsis"
    label={t('More views')}
    menu={label}
    radio
    items={tabs.map(({ id, label }) => ({ id, label, checked: id === selected, onPress: () => onSelect(id) }))}
  />
);
