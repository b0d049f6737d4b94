import type { ComponentChildren } from 'preact';
import type { Say } from '../composer/words';
import { Num, Pick } from '../fields';
import type { EventType } from './graph';
import type { JourneyEvent, Problem, Setup } from './wire';

export function Field({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <fieldset class="mb-3">
      <legend class="form-label">{label}</legend>
      {children}
    </fieldset>
  );
}

export function Wrong({ path, problems }: { path: string; problems: Problem[] }) {
  const mine = problems.filter((p) => p.path === path);
  return mine.length === 0 ? null : (
    <div class="alert alert-danger py-2 mb-3" role="alert">
      {[...new Set(mine.map((p) => p.text))].map((text) => (
        <div key={text}>{text}</div>
      ))}
    </div>
  );
}

export function Clock({ value, say, onChange }: { value: string; say: Say; onChange: (at: string) => void }) {
  return (
    <input
      type="time"
      class="form-control"
      required
      aria-label={say('時間', 'Time')}
      value={value.slice(0, 5)}
      onInput={(e) => e.currentTarget.value && onChange(`${e.currentTarget.value}:00`)}
    />
  );
}

export function Check({
  label,
  checked,
  onChange,
}: {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <label class="form-check mb-2">
      <input
        class="form-check-input"
        type="checkbox"
        checked={checked}
        onChange={(e) => onChange(e.currentTarget.checked)}
      />
      <span class="form-check-label">{label}</span>
    </label>
  );
}

/** A text with names to choose from. */
export function Tag({
  id,
  label,
  value,
  names,
  onChange,
}: {
  id: string;
  label: string;
  value: string;
  names: string[];
  onChange: (value: string) => void;
}) {
  return (
    <>
      <input
        class="form-control"
        maxLength={40}
        list={id}
        aria-label={label}
        placeholder={label}
        value={value}
        onInput={(e) => onChange(e.currentTarget.value)}
      />
      <datalist id={id}>
        {names.map((n) => (
          <option key={n} value={n} />
        ))}
      </datalist>
    </>
  );
}

export const eventTypes = (say: Say): [EventType, string][] => [
  ['purchase', say('消費', 'Purchase')],
  ['bind', say('綁定會員卡', 'Binds the card')],
  ['follow', say('加入好友', 'Follows the account')],
  ['tag', say('被貼上標籤', 'Gets a tag')],
  ['tier', say('等級變動', 'Level changes')],
  ['click', say('點擊訊息連結', 'Clicks a link')],
  ['couponUsed', say('使用優惠券', 'Uses a coupon')],
  ['mission', say('完成任務', 'Finishes a mission')],
  ['web', say('網站事件', 'Web event')],
];

export function newEvent(type: EventType): JourneyEvent {
  switch (type) {
    case 'tag':
      return { type, tag: '' };
    case 'tier':
      return { type, to: [] };
    case 'web':
      return { type, name: '' };
    default:
      return { type };
  }
}

function clickOn(value: string): JourneyEvent {
  if (value === 'own') return { type: 'click', own: true };
  if (value.startsWith('c')) return { type: 'click', campaign: Number(value.slice(1)) };
  if (value.startsWith('j')) return { type: 'click', journey: Number(value.slice(1)) };
  return { type: 'click' };
}

/** What has to happen. */
export function EventForm({
  id,
  on,
  setup,
  say,
  onChange,
}: {
  id: string;
  on: JourneyEvent;
  setup: Setup;
  say: Say;
  onChange: (on: JourneyEvent) => void;
}) {
  const any = say('不限', 'any');
  return (
    <>
      <div class="mb-2">
        <Pick
          label={say('發生什麼事', 'What happens')}
          value={on.type}
          options={eventTypes(say)}
          onChange={(type) => onChange(newEvent(type as EventType))}
        />
      </div>
      {on.type === 'purchase' && (
        <>
          <div class="journey-row mb-2">
            {say('單筆至少 NT$', 'Of at least NT$')}
            <Num
              label={say('單筆至少', 'At least')}
              value={on.atLeast}
              onChange={(value) => {
                const { atLeast: _, ...rest } = on;
                onChange(value === undefined ? rest : { ...rest, atLeast: value });
              }}
            />
          </div>
          <div class="mb-2">
            <Pick
              label={say('商品分類', 'Category')}
              value={on.category ?? ''}
              options={[
                ['', say('不限分類', 'Any category')],
                ...setup.categories.map((c) => [c, c] as [string, string]),
              ]}
              onChange={(value) => {
                const { category: _, ...rest } = on;
                onChange(value === '' ? rest : { ...rest, category: value });
              }}
            />
          </div>
          <div class="mb-2">
            <Pick
              label={say('商品', 'Product')}
              value={on.sku ?? ''}
              options={[
                ['', say('不限商品', 'Any product')],
                ...setup.products.map((p) => [p.sku, p.name] as [string, string]),
              ]}
              onChange={(value) => {
                const { sku: _, ...rest } = on;
                onChange(value === '' ? rest : { ...rest, sku: value });
              }}
            />
          </div>
          <Check
            label={say('只限首次消費', 'Only the first')}
            checked={on.first ?? false}
            onChange={(first) => onChange({ ...on, first })}
          />
          <Check
            label={say('只限當月第一次', 'Only the first of a month')}
            checked={on.firstOfMonth ?? false}
            onChange={(firstOfMonth) => onChange({ ...on, firstOfMonth })}
          />
        </>
      )}
      {on.type === 'tag' && (
        <Tag
          id={`${id}-tags`}
          label={say('標籤', 'Tag')}
          value={on.tag}
          names={setup.tags}
          onChange={(tag) => onChange({ ...on, tag })}
        />
      )}
      {on.type === 'tier' &&
        setup.tiers.map((t) => (
          <Check
            key={t.code}
            label={t.name}
            checked={on.to.includes(t.code)}
            onChange={(checked) =>
              onChange({ ...on, to: checked ? [...on.to, t.code] : on.to.filter((c) => c !== t.code) })
            }
          />
        ))}
      {on.type === 'click' && (
        <Pick
          label={say('哪一則訊息', 'Which message')}
          value={on.own ? 'own' : on.journey ? `j${on.journey}` : on.campaign ? `c${on.campaign}` : ''}
          options={[
            ['', any],
            ['own', say('這個旅程的訊息', 'This journey’s messages')],
            ...setup.campaigns.map(
              (c) => [`c${c.id}`, say(`推播：${c.name}`, `Push: ${c.name}`)] as [string, string],
            ),
            ...setup.journeys.map(
              (j) => [`j${j.id}`, say(`旅程：${j.name}`, `Journey: ${j.name}`)] as [string, string],
            ),
          ]}
          onChange={(value) => onChange(clickOn(value))}
        />
      )}
      {on.type === 'couponUsed' && (
        <Pick
          label={say('哪一種優惠券', 'Which coupon')}
          value={on.coupon ?? ''}
          options={[['', any], ...setup.coupons.map((c) => [c.code, c.title] as [string, string])]}
          onChange={(value) =>
            onChange(value === '' ? { type: 'couponUsed' } : { type: 'couponUsed', coupon: value })
          }
        />
      )}
      {on.type === 'mission' && (
        <Pick
          label={say('哪一個任務', 'Which mission')}
          value={on.mission ?? ''}
          options={[['', any], ...setup.missions.map((m) => [m.code, m.name] as [string, string])]}
          onChange={(value) =>
            onChange(value === '' ? { type: 'mission' } : { type: 'mission', mission: value })
          }
        />
      )}
      {on.type === 'web' && (
        <Tag
          id={`${id}-web`}
          label={say('事件名稱，例如 cart.left', 'Name, e.g. cart.left')}
          value={on.name}
          names={['cart.left', 'page.viewed']}
          onChange={(name) => onChange({ ...on, name })}
        />
      )}
    </>
  );
}
