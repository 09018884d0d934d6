import { Icon } from './icon.js';

interface SearchFieldProps {
  label: string;
  hint: string;
  text: string;
  onText: (text: string) => void;
}

/** A field whose words leave out what does not fit; Esc empties it. */
export const SearchField = ({ label, hint, text, onText }: SearchFieldProps) => (
  <div class="text-input search">
    <Icon name="search" />
    <input
      type="text"
      aria-label={label}
      placeholder={hint}
      spellcheck={false}
      autocomplete="off"
      maxLength={200}
      value={text}
      onInput={(event) => onText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || text === '') return;
        event.preventDefault();
        event.stopPropagation();
        onText('');
      }}
    />
  </div>
);
