import type { Say } from '../composer/words';
import { Span } from './ConditionRow';
import { Days, Num, NumberRange, Pick, Several } from './parts';
import type { Bought, Rule, Setup } from './wire';

type Props = { rule: Bought; setup: Setup; say: Say; onChange: (rule: Rule) => void };

type ListKey = 'categories' | 'products' | 'stores' | 'channels' | 'payments';

/** What was bought within a time: the sentence's head always, its details when somebody wants them. */
export function BoughtForm({ rule, setup, say, onChange }: Props) {
  const set = (part: Partial<Bought>) => onChange({ ...rule, ...part });
  const without = (key: keyof Bought) => {
    const { [key]: _, ...rest } = rule;
    onChange(rest as Bought);
  };
  const lists: [ListKey, string][] = [
    ['categories', say('商品類別', 'Category')],
    ['products', say('商品', 'Product')],
    ['stores', say('門市', 'Store')],
    ['channels', say('通路', 'Channel')],
    ['payments', say('付款方式', 'Payment')],
  ];
  const units = {
    count: say('次', ''),
    spend: say('元', 'NT$'),
    average: say('元', 'NT$'),
    days: say('天', 'days'),
    items: say('件', ''),
  };
  const details: [string, string][] = [
    ...lists.filter(([key]) => rule[key] === undefined),
    ...(rule.weekdays === undefined ? ([['weekdays', say('星期', 'Weekday')]] as [string, string][]) : []),
    ...(rule.fromHour === undefined ? ([['hours', say('時段', 'Hours')]] as [string, string][]) : []),
  ];
  return (
    <>
      <Pick
        label={say('期間', 'When')}
        value={rule.window}
        options={[
          ['within', say('最近…天內', 'within the last … days')],
          ['outside', say('…天以前', 'before the last … days')],
          ['between', say('日期區間', 'between dates')],
          ['ever', say('不限期間', 'ever')],
        ]}
        onChange={(w) => set({ window: w as Bought['window'], windowDays: rule.windowDays ?? 90 })}
      />
      {(rule.window === 'within' || rule.window === 'outside') && (
        <Days say={say} value={rule.windowDays} onChange={(windowDays) => set({ windowDays })} />
      )}
      {rule.window === 'between' && (
        <Span say={say} from={rule.from} to={rule.until} onChange={(from, until) => set({ from, until })} />
      )}
      <Pick
        label={say('量測', 'Measure')}
        value={rule.measure}
        options={[
          ['count', say('消費次數', 'purchases')],
          ['spend', say('消費金額', 'spent')],
          ['average', say('平均客單價', 'average purchase')],
          ['days', say('消費天數', 'days with a purchase')],
          ['items', say('購買件數', 'pieces')],
        ]}
        onChange={(m) => set({ measure: m as Bought['measure'] })}
      />
      <NumberRange rule={rule} unit={units[rule.measure]} say={say} onChange={(r) => set(r)} />
      {lists
        .filter(([key]) => rule[key] !== undefined)
        .map(([key, text]) => (
          <span key={key} class="segment-detail">
            {text}
            <Several
              say={say}
              options={setup.lists[key] ?? []}
              chosen={rule[key] ?? []}
              none={say('不限', 'any')}
              onChange={(codes) => set({ [key]: codes })}
            />
            <Off say={say} onClick={() => without(key)} />
          </span>
        ))}
      {rule.weekdays !== undefined && (
        <span class="segment-detail">
          {say('星期', 'Weekday')}
          <Several
            say={say}
            options={setup.lists['weekdays'] ?? []}
            chosen={rule.weekdays.map(String)}
            none={say('不限', 'any')}
            onChange={(codes) => set({ weekdays: codes.map(Number).sort() })}
          />
          <Off say={say} onClick={() => without('weekdays')} />
        </span>
      )}
      {rule.fromHour !== undefined && (
        <span class="segment-detail">
          {say('時段', 'Hours')}
          <Num label={say('從', 'From')} value={rule.fromHour} onChange={(v) => set({ fromHour: v ?? 0 })} />–
          <Num
            label={say('到', 'Until')}
            value={rule.untilHour}
            onChange={(v) => set({ untilHour: v ?? 24 })}
          />
          {say('點', "o'clock")}
          <Off
            say={say}
            onClick={() => {
              const { fromHour: _f, untilHour: _u, ...rest } = rule;
              onChange(rest);
            }}
          />
        </span>
      )}
      {details.length > 0 && (
        <select
          class="form-select form-select-sm segment-more"
          aria-label={say('加上限定', 'Narrow it')}
          value=""
          onChange={(e) => {
            const key = e.currentTarget.value;
            e.currentTarget.value = '';
            if (key === 'hours') set({ fromHour: 17, untilHour: 24 });
            else if (key) set({ [key]: [] });
          }}
        >
          <option value="">{say('＋ 限定…', '+ narrow…')}</option>
          {details.map(([key, text]) => (
            <option key={key} value={key}>
              {text}
            </option>
          ))}
        </select>
      )}
    </>
  );
}

const Off = ({ say, onClick }: { say: Say; onClick: () => void }) => (
  <button
    type="button"
    class="btn-close segment-off"
    aria-label={say('移除限定', 'Remove')}
    onClick={onClick}
  />
);
