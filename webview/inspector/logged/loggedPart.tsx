import { scalar } from '../../shared/format.js';
import { plural, t } from '../../shared/strings.js';
import { logged } from '../state.js';
import './logged.css';

/** What a run of another program logged last, and what is wrong in its record. */
export function LoggedPart() {
  const { value } = logged;
  if (!value) return null;
  return (
    <>
      {value.problems.length > 0 && (
        <details class="notice logged-problems">
          <summary>
            {plural(
              value.problems.length,
              '{0} line of its record is not as expected',
              '{0} lines of its record are not as expected',
            )}
          </summary>
          <ul>
            {value.problems.map((problem, i) => (
              <li key={i}>{problem}</li>
            ))}
          </ul>
        </details>
      )}
      {value.latest.length > 0 && (
        <dl class="logged-scalars numbers" aria-label={t('Logged last')}>
          {value.latest.map(({ name, value: last }) => (
            <div key={name}>
              <dt class="muted clip" title={name}>
                {name}
              </dt>
              <dd>{scalar(last)}</dd>
            </div>
          ))}
        </dl>
      )}
      {value.lacks.matrix !== undefined && <p class="muted">{value.lacks.matrix}</p>}
    </>
  );
}
