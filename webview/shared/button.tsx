import type { ComponentChildren } from 'preact';
import { Icon } from './icon.js';

interface ButtonProps {
  children: ComponentChildren;
  onPress: () => void;
  icon?: string;
  primary?: boolean;
  disabled?: boolean;
  class?: string;
  title?: string;
}

export const Button = ({ children, onPress, icon, primary, disabled, title, ...rest }: ButtonProps) => (
  <button
    type="button"
    class={`button ${primary ? 'primary' : 'secondary'} ${rest.class ?? ''}`}
    disabled={disabled}
    title={title}
    onClick={onPress}
  >
    {icon && <Icon name={icon} />}
    <span>{children}</span>
  </button>
);

interface IconButtonProps {
  icon: string;
  /** The button's name and its tooltip. */
  label: string;
  onPress: () => void;
  disabled?: boolean;
  class?: string;
  pressed?: boolean;
  /** For a button that opens something beside it: whether that is open. */
  expanded?: boolean;
}

export const IconButton = ({ icon, label, onPress, disabled, pressed, expanded, ...rest }: IconButtonProps) => (
  <button
    type="button"
    class={`icon-button ${rest.class ?? ''}`}
    aria-label={label}
    aria-pressed={pressed}
    aria-expanded={expanded}
    title={label}
    disabled={disabled}
    onClick={onPress}
  >
    <Icon name={icon} />
  </button>
);

export const Link = ({ children, onPress }: { children: ComponentChildren; onPress: () => void }) => (
  <button type="button" class="link" onClick={onPress}>
    {children}
  </button>
);
