import { Icon } from '../shared/icon.js';
import { count } from '../shared/format.js';
import { t } from '../shared/strings.js';
import { foundScalars, isOpen, toggleGroup } from './charts.js';
import { settingName, settingText } from './configurations.js';
import { front } from './pointer.js';
import { groupsOf, type ScalarGroup } from './scalars.js';
import { Link } from '../shared/button.js';
import { attempt } from '../shared/failure.js';
import { apart, host } from './state.js';
import { Swatch } from './swatch.js';

/** The groups of scalars, each a press away, and what sets the line in front apart. */
export function SidePanel() {
  const groups = groupsOf(foundScalars());
  return (
    <div class="side">
      {groups.length > 1 && (
        <section aria-label={t('Scalars')}>
          <h2>
            {t('Scalars')} <span class="muted small plain">{count(foundScalars().length)}</span>
          </h2>
          <ul class="scalar-groups">
            {groups.map((group) => (
              <li key={group.name}>
                <button
                  type="button"
                  aria-pressed={isOpen(group.name)}
                  onClick={() => toggleGroup(group.name)}
                  title={leaves(group)}
                >
                  <Icon name={isOpen(group.name) ? 'eye' : 'eye-closed'} />
                  <span class="clip">{group.name || t('Others')}</span>
                  <span class="muted numbers">{count(group.scalars.length)}</span>
                  <span class="muted small clip">{leaves(group)}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Front />
    </div>
  );
}

function leaves({ scalars }: ScalarGroup): string {
  const names = scalars.map(({ leaf }) => leaf);
  const whole = names.every((name, i) => name === String(i));
  return whole && names.length > 2 ? t('{0} to {1}', names[0], names[names.length - 1]) : names.join(', ');
}

function Front() {
  const line = front.value;
  if (!line) return null;
  const [run] = line.runs;
  const keys = apart.value.filter((key) => run.settings[key] !== undefined);
  return (
    <section aria-label={t('What sets it apart')}>
      <h2 class="front">
        <Swatch line={line} />
        <span class="clip" title={line.name}>
          {line.name}
        </span>
        <span class="muted small plain">{keys.length > 0 ? t('what sets it apart') : run.title}</span>
      </h2>
      <dl class="apart">
        {keys.map((key) => (
          <div key={key}>
            <dt class="clip" title={key}>
              {settingName(key, apart.value)}
            </dt>
            <dd class="clip" title={settingText(run.settings[key])}>
              {settingText(run.settings[key])}
            </dd>
          </div>
        ))}
        <div>
          <dt>{t('Place')}</dt>
          <dd class="clip" title={run.place}>
            <Link onPress={() => attempt(host.call('openRun', run.id))}>{run.place}</Link>
          </dd>
        </div>
      </dl>
    </section>
  );
}
