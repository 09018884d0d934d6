import { LabelledSelect } from '../shared/field.js';
import { classes } from './state.js';

const classOptions = () => classes.value.map((label, i) => ({ value: String(i), label }));

interface ClassSelectProps {
  label: string;
  value: number;
  onChange: (index: number) => void;
}

/** Chooses one of the run's classes, by its index. */
export const ClassSelect = ({ label, value, onChange }: ClassSelectProps) => (
  <LabelledSelect
    label={label}
    value={String(value)}
    options={classOptions()}
    onChange={(chosen) => onChange(Number(chosen))}
  />
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
  <LabelledSelect
    label={label}
    value={String(value ?? '')}
    options={[{ value: '', label: none }, ...classOptions()]}
    onChange={(chosen) => onChange(chosen === '' ? null : Number(chosen))}
  />
);
