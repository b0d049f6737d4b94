import type { ComponentProps } from 'preact';
import { useState } from 'preact/hooks';
import type { Say } from '../composer/words';
import { Num as AnyNum, Pick as AnyPick } from '../fields';
import type { NumberOp, Option } from './wire';

export const Pick = (props: ComponentProps<typeof AnyPick>) => <AnyPick {...props} look="segment-pick" />;
export const Num = (props: ComponentProps<typeof AnyNum>) => <AnyNum {...props} look="segment-number" />;

type DaysProps = {
  say: Say;
  value: number | undefined;
  optional?: boolean;
  onChange: (days: never | number) => void;
};

/** So many days; where it is optional, empty means ever. */
export function Days({ say, value, optional, onChange }: DaysProps) {
  return (
    <span class="segment-days">
      <input
        type="number"
        class="form-control segment-number"
        min={1}
        max={3650}
        aria-label={say('天數', 'Days')}
        placeholder={optional ? say('不限', 'ever') : ''}
        value={value ?? ''}
        onInput={(e) =>
          onChange(
            (e.currentTarget.value === ''
              ? optional
                ? undefined
                : 0
              : Number(e.currentTarget.value)) as number,
          )
        }
      />
      {say('天', 'days')}
    </span>
  );
}

type Range = { op: NumberOp; value: number; to?: number };
type RangeProps = { rule: Range; unit: string; say: Say; onChange: (range: Range) => void };

export function NumberRange({ rule, unit, say, onChange }: RangeProps) {
  const set = (part: Partial<Range>) => onChange({ op: rule.op, value: rule.value, ...part });
  return (
    <>
      <Pick
        label={say('比較', 'Compare')}
        value={rule.op}
        options={[
          ['atLeast', say('至少', 'at least')],
          ['atMost', say('至多', 'at most')],
          ['between', say('介於', 'between')],
          ['exactly', say('等於', 'exactly')],
        ]}
        onChange={(op) => set(op === 'between' ? { op, to: rule.to ?? rule.value } : { op: op as NumberOp })}
      />
      <Num
        label={say('數值', 'Value')}
        step="any"
        value={rule.value}
        onChange={(v) =>
          set({ value: v ?? 0, ...(rule.op === 'between' && rule.to !== undefined ? { to: rule.to } : {}) })
        }
      />
      {rule.op === 'between' && (
        <>
          –
          <Num
            label={say('上限', 'Up to')}
            step="any"
            value={rule.to}
            onChange={(to) => set({ to: to ?? 0 })}
          />
        </>
      )}
      {unit}
    </>
  );
}

type SeveralProps = {
  say: Say;
  options: Option[];
  chosen: string[];
  none?: string;
  onChange: (codes: string[]) => void;
};

const SEARCH_FROM = 12;

/** Chips of what is chosen; the list opens under them. */
export function Several({ say, options, chosen, none, onChange }: SeveralProps) {
  const [open, setOpen] = useState(false);
  const [wanted, setWanted] = useState('');
  const name = (code: string) => options.find((o) => o.code === code)?.name ?? code;
  const shown = options.filter((o) => o.name.toLowerCase().includes(wanted.toLowerCase()));
  const toggle = (code: string) =>
    onChange(chosen.includes(code) ? chosen.filter((c) => c !== code) : [...chosen, code]);
  return (
    <span class="segment-several">
      <button
        type="button"
        class="form-select segment-chosen"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {chosen.length === 0
          ? (none ?? say('請選擇', 'choose'))
          : chosen.length <= 3
            ? chosen.map(name).join(say('、', ', '))
            : say(
                `${chosen.slice(0, 2).map(name).join('、')} 等 ${chosen.length} 項`,
                `${chosen.length} chosen`,
              )}
      </button>
      {open && (
        <>
          <button
            type="button"
            class="segment-shade"
            aria-label={say('關閉', 'Close')}
            onClick={() => setOpen(false)}
          />
          <div class="segment-list">
            {options.length > SEARCH_FROM && (
              <input
                class="form-control form-control-sm mb-2"
                placeholder={say('搜尋', 'Search')}
                value={wanted}
                onInput={(e) => setWanted(e.currentTarget.value)}
              />
            )}
            {options.length === 0 && (
              <div class="text-secondary p-2">{say('沒有可選的項目', 'Nothing to choose')}</div>
            )}
            {shown.map((o) => (
              <label key={o.code} class="form-check mb-1">
                <input
                  type="checkbox"
                  class="form-check-input"
                  checked={chosen.includes(o.code)}
                  onChange={() => toggle(o.code)}
                />
                <span class="form-check-label">{o.name}</span>
              </label>
            ))}
          </div>
        </>
      )}
    </span>
  );
}
