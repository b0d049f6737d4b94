import type { Audience, Count, Problem, Quota } from './wire';
import { number, type Say } from './words';

type Props = {
  audience: Audience;
  onChange: (audience: Audience) => void;
  tiers: { level: number; name: string }[];
  tags: string[];
  problems: Problem[];
  say: Say;
};

const toggled = <T,>(list: T[], item: T) =>
  list.includes(item) ? list.filter((i) => i !== item) : [...list, item];
const days = (text: string) => (text === '' ? null : Number(text));

export function AudienceForm({ audience, onChange, tiers, tags, problems, say }: Props) {
  const everyone =
    audience.tierLevels.length + audience.tagsAny.length + audience.tagsAll.length === 0 &&
    audience.daysSincePurchaseAtLeast == null &&
    audience.daysSincePurchaseAtMost == null;
  const presets: [string, Partial<Audience>][] = [
    [
      say('30 天內有消費', 'Bought within 30 days'),
      { daysSincePurchaseAtMost: 30, daysSincePurchaseAtLeast: null },
    ],
    [say('30–90 天沒消費', 'Away 30–90 days'), { daysSincePurchaseAtLeast: 30, daysSincePurchaseAtMost: 90 }],
    [
      say('沉睡會員（90 天以上）', 'Sleeping (90 days +)'),
      { daysSincePurchaseAtLeast: 90, daysSincePurchaseAtMost: null },
    ],
  ];
  return (
    <>
      <div class="chips mb-3">
        <button
          type="button"
          class={`chip ${everyone ? 'on' : ''}`}
          aria-pressed={everyone}
          onClick={() => onChange({ tierLevels: [], tagsAny: [], tagsAll: [] })}
        >
          {say('所有已綁定會員', 'Every bound member')}
        </button>
        {presets.map(([text, preset]) => {
          const on =
            (audience.daysSincePurchaseAtLeast ?? null) === (preset.daysSincePurchaseAtLeast ?? null) &&
            (audience.daysSincePurchaseAtMost ?? null) === (preset.daysSincePurchaseAtMost ?? null);
          return (
            <button
              key={text}
              type="button"
              class={`chip ${on ? 'on' : ''}`}
              aria-pressed={on}
              onClick={() => onChange({ ...audience, ...preset })}
            >
              {text}
            </button>
          );
        })}
      </div>
      <fieldset class="mb-3">
        <legend class="form-label">{say('會員等級', 'Tier')}</legend>
        <div class="chips">
          {tiers.map((t) => (
            <button
              key={t.level}
              type="button"
              class={`chip ${audience.tierLevels.includes(t.level) ? 'on' : ''}`}
              aria-pressed={audience.tierLevels.includes(t.level)}
              onClick={() => onChange({ ...audience, tierLevels: toggled(audience.tierLevels, t.level) })}
            >
              {t.name}
            </button>
          ))}
        </div>
      </fieldset>
      {tags.length > 0 && (
        <fieldset class="mb-3">
          <legend class="form-label">{say('標籤（符合任一個）', 'Tags (any of them)')}</legend>
          <div class="chips">
            {tags.map((tag) => (
              <button
                key={tag}
                type="button"
                class={`chip ${audience.tagsAny.includes(tag) ? 'on' : ''}`}
                aria-pressed={audience.tagsAny.includes(tag)}
                onClick={() => onChange({ ...audience, tagsAny: toggled(audience.tagsAny, tag) })}
              >
                {tag}
              </button>
            ))}
          </div>
        </fieldset>
      )}
      <fieldset>
        <legend class="form-label">{say('距離上次消費', 'Days since the last purchase')}</legend>
        <div class="d-flex align-items-center gap-2 flex-wrap">
          <input
            class="form-control days"
            type="number"
            min={0}
            max={3650}
            aria-label={say('至少幾天', 'At least')}
            placeholder={say('至少', 'at least')}
            value={audience.daysSincePurchaseAtLeast ?? ''}
            onInput={(e) => onChange({ ...audience, daysSincePurchaseAtLeast: days(e.currentTarget.value) })}
          />
          {say('天以上，', 'days or more,')}
          <input
            class="form-control days"
            type="number"
            min={0}
            max={3650}
            aria-label={say('至多幾天', 'At most')}
            placeholder={say('至多', 'at most')}
            value={audience.daysSincePurchaseAtMost ?? ''}
            onInput={(e) => onChange({ ...audience, daysSincePurchaseAtMost: days(e.currentTarget.value) })}
          />
          {say('天以內', 'days or fewer')}
        </div>
      </fieldset>
      {problems
        .filter((p) => p.path.startsWith('audience.'))
        .map((p) => (
          <div key={p.path} class="text-danger small mt-1" role="alert">
            {p.text}
          </div>
        ))}
    </>
  );
}

export function Reach({ count, quota, say }: { count: Count | null; quota: Quota | null; say: Say }) {
  if (!count) return <p class="text-secondary">{say('計算中…', 'Counting…')}</p>;
  const left = quota?.remaining == null ? null : quota.remaining - count.reachable;
  const out: [number, string][] = [
    [count.unbound, say('位未綁定 LINE', 'without a LINE account')],
    [count.optedOut, say('位未同意行銷訊息', 'have not agreed to marketing')],
    [count.blocked, say('位封鎖或非好友', 'blocked us or are no friends')],
  ];
  return (
    <div aria-live="polite">
      <div class="big-count">
        <strong class="num" data-reachable>
          {number(count.reachable)}
        </strong>
        {say('位會收到', 'will get it')}
      </div>
      <div class="text-secondary small">
        {say(`符合條件 ${number(count.matched)} 位`, `${number(count.matched)} fit`)}
        {out
          .filter(([n]) => n > 0)
          .map(([n, text]) => say(`，${number(n)} ${text}`, `, ${number(n)} ${text}`))}
      </div>
      {quota && (
        <div class={`mt-2 small ${left !== null && left < 0 ? 'text-danger' : ''}`}>
          {say(`花費 ${number(count.reachable)} 則`, `Costs ${number(count.reachable)} messages`)}
          {quota.remaining === null
            ? say('（方案無上限）', ' (no limit)')
            : say(
                `，本月剩 ${number(quota.remaining)}／${number(quota.total ?? 0)} 則`,
                `; ${number(quota.remaining)} of ${number(quota.total ?? 0)} left this month`,
              )}
        </div>
      )}
    </div>
  );
}
