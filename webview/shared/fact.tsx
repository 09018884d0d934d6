import type { ComponentChildren } from 'preact';
import { Term } from './term.js';

interface FactProps {
  name: string;
  /** One line that explains the name. */
  meaning?: string;
  class?: string;
  children: ComponentChildren;
}

/** A name and its value in a list of facts. */
export const Fact = ({ name, meaning, children, ...rest }: FactProps) => (
  <div class={rest.class}>
    <dt>{meaning ? <Term meaning={meaning}>{name}</Term> : name}</dt>
    <dd>{children}</dd>
  </div>
);
