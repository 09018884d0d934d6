/** A codicon. A screen reader skips it, because the control around it has the name. */
export const Icon = ({ name }: { name: string }) => <i class={`codicon codicon-${name}`} aria-hidden="true" />;
