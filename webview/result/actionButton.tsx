import { useEffect, useState } from 'preact/hooks';
import { Button, IconButton } from '../shared/button.js';
import { t } from '../shared/strings.js';

interface ActionProps {
  icon: string;
  act: () => Promise<boolean>;
  /** Says for a while that something was copied. */
  copies: boolean;
  label?: string;
  /** Of a button that is an icon alone. */
  name?: string;
}

/** How long it says that something was copied, ms. */
const SAYS = 2000;

/** A button that does what the result offers, and says where it copied something. */
export function ActionButton({ icon, act, copies, label, name }: ActionProps) {
  const [done, setDone] = useState(0);
  useEffect(() => {
    const timer = done > 0 ? setTimeout(() => setDone(0), SAYS) : undefined;
    return () => clearTimeout(timer);
  }, [done]);
  const press = async () => {
    if ((await act()) && copies) setDone((times) => times + 1);
  };
  const said = done > 0 ? t('Copied') : '';
  const shown = said ? 'check' : icon;
  return (
    <>
      {name === undefined ? (
        <Button icon={shown} onPress={() => void press()}>
          {said || label}
        </Button>
      ) : (
        <IconButton icon={shown} label={name} onPress={() => void press()} />
      )}
      <span role="status" class={name === undefined ? 'only-read' : 'muted'}>
        {said}
      </span>
    </>
  );
}
