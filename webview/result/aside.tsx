import type { ResultAside } from '../../extension/protocol/result.js';
import { Bar } from './bar.js';

/** A small table beside the items. */
export const Aside = ({ aside }: { aside: ResultAside }) => {
  const bars = aside.rows.some(({ share }) => share !== undefined);
  return (
    <section>
      <h2>{aside.title}</h2>
      <table class="aside">
        <tbody>
          {aside.rows.map(({ label, text, share }, index) => (
            <tr key={label}>
              <th scope="row" class={bars ? 'strong' : undefined}>
                {label}
              </th>
              {bars && <td class="room">{share ? <Bar share={share} wrong={index === 0} /> : null}</td>}
              <td class="number">{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
