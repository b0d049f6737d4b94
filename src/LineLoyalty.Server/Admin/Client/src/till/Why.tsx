import type { Earned, NotEarned, Stamped } from './api';
import { number, w } from './words';

/** Answers the customer who asks why it is so many points. */
export function Why(props: { points: number; earned: Earned[]; notEarned?: NotEarned[] }) {
  const not = props.notEarned ?? [];
  if (props.earned.length === 0 && not.length === 0) return null;
  return (
    <details
      class="why"
      // The pay button lies over the end of the panel.
      onToggle={(e) => e.currentTarget.open && e.currentTarget.scrollIntoView({ block: 'center' })}
    >
      <summary>{w(`為什麼是 ${number(props.points)} 點？`, `Why ${number(props.points)} points?`)}</summary>
      <ul>
        {props.earned.map((e) => (
          <li key={e.rule}>
            <span>
              {e.name}
              <small>{e.why}</small>
            </span>
            <strong>+{number(e.points)}</strong>
          </li>
        ))}
        {not.map((e) => (
          <li key={e.rule} class="none">
            <span>
              {e.name}
              <small>{e.why}</small>
            </span>
            <span>{w('未得', 'none')}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What a sale did, or would do, on the stamp cards. */
export function Stamps({ of }: { of: Stamped[] }) {
  const shown = of.filter((s) => s.stamps !== 0 || s.filled > 0);
  if (shown.length === 0) return null;
  return (
    <ul class="stamped">
      {shown.map((s) => (
        <li key={s.card}>
          <span>
            {s.name}
            <small>{s.why}</small>
          </span>
          <strong>
            {w(`集點 ${s.stamps > 0 ? '+' : ''}${s.stamps}`, `${s.stamps > 0 ? '+' : ''}${s.stamps} stamps`)}
          </strong>
          {s.prizes.map((p) => (
            <small key={`${p.at}${p.title}`} class={p.missed ? '' : 'won'}>
              {p.missed
                ? w(`「${p.title}」已送完`, `“${p.title}” has run out`)
                : w(`集滿第 ${p.at} 點，送「${p.title}」`, `stamp ${p.at} brings “${p.title}”`)}
            </small>
          ))}
        </li>
      ))}
    </ul>
  );
}
