import { Labelled, Select } from '../shared/field.js';
import { run } from './state.js';

interface ClassSelectProps {
  label: string;
  value: number;
  onChange: (index: number) => void;
}

/** Chooses one of the run's classes, by its index. */
export const ClassSelect = ({ label, value, onChange }: ClassSelectProps) => (
  <Labelled label={label}>
    {(ids) => (
      <Select
        ids={ids}
        value={String(value)}
        options={classOptions()}
        onChange={(chosen) => onChange(Number(chosen))}
      />
    )}
  </Labelled>
);

interface ClassOrNoneProps {
  label: string;
  value: number | null;
  /** What it is called to choose none. */
  none: string;
  onChange: (index: number | null) => void;
}

/** Chooses one of the run's classes, or none. */
export const ClassOrNone = ({ label, value, none, onChange }: ClassOrNoneProps) => (
  <Labelled label={label}>
    {(ids) => (
      <Select
        ids={ids}
        value={String(value ?? '')}
        options={[{ value: '', label: none }, ...classOptions()]}
        onChange={(chosen) => onChange(chosen === '' ? null : Number(chosen))}
      />
    )}
  </Labelled>
);

const classOptions = () => (run.value?.classes ?? []).map((label, i) => ({ value: String(i), label }));
