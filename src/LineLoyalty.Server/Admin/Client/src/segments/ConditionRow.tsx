import type { ComponentChildren } from 'preact';
import type { Say } from '../composer/words';
import { BoughtForm } from './BoughtForm';
import { Days, Num, NumberRange, Pick, Several } from './parts';
import type { Condition, DateOp, Problem, Rule, Setup } from './wire';

type Props = {
  rule: Condition;
  path: string;
  setup: Setup;
  problems: Problem[];
  say: Say;
  onChange: (rule: Rule) => void;
  onRemove: () => void;
};

/** One condition, said as a sentence with gaps to fill. */
export function ConditionRow({ rule, path, setup, problems, say, onChange, onRemove }: Props) {
  const own = problems.filter((p) => p.path === path || p.path.startsWith(`${path}.`));
  return (
    <div class={`segment-row ${own.length > 0 ? 'is-wrong' : ''}`}>
      <div class="segment-fields">
        <Fields rule={rule} setup={setup} say={say} onChange={onChange} />
      </div>
      <button
        type="button"
        class="btn btn-sm btn-ghost-danger btn-icon"
        aria-label={say('移除條件', 'Remove condition')}
        onClick={onRemove}
      >
        <span class="i icon-trash" aria-hidden="true" />
      </button>
      {own.map((p) => (
        <div key={p.path} class="text-danger small segment-problem" role="alert">
          {p.text}
        </div>
      ))}
    </div>
  );
}

type FieldsProps = { rule: Condition; setup: Setup; say: Say; onChange: (rule: Rule) => void };

function Fields({ rule, setup, say, onChange }: FieldsProps): ComponentChildren {
  const name = 'field' in rule ? setup.fields.find((f) => f.key === rule.field) : undefined;
  const title = <strong class="segment-title">{name?.name}</strong>;
  switch (rule.type) {
    case 'flag':
      return (
        <Pick
          label={name?.name ?? ''}
          value={rule.yes ? 'yes' : 'no'}
          options={[
            ['yes', name?.name ?? ''],
            ['no', name?.not ?? ''],
          ]}
          onChange={(v) => onChange({ ...rule, yes: v === 'yes' })}
        />
      );
    case 'choice':
      return (
        <>
          {title}
          <Pick
            label={say('條件', 'Condition')}
            value={rule.op}
            options={[
              ['any', rule.field === 'tag' ? say('有任一個', 'any of') : say('是', 'is')],
              ['none', rule.field === 'tag' ? say('都沒有', 'none of') : say('不是', 'is not')],
              ...(rule.field === 'tag' ? ([['every', say('同時有', 'all of')]] as [string, string][]) : []),
            ]}
            onChange={(op) => onChange({ ...rule, op: op as typeof rule.op })}
          />
          <Several
            say={say}
            options={setup.lists[name?.list ?? ''] ?? []}
            chosen={rule.values}
            onChange={(values) => onChange({ ...rule, values })}
          />
        </>
      );
    case 'number':
      return (
        <>
          {title}
          <NumberRange
            rule={rule}
            unit={name?.unit ?? ''}
            say={say}
            onChange={(r) => onChange({ ...rule, ...r })}
          />
        </>
      );
    case 'date':
      return (
        <>
          {title}
          <Pick
            label={say('條件', 'Condition')}
            value={rule.op}
            options={[
              ['within', say('在最近…天內', 'within the last … days')],
              ['before', say('在…天前或更早', '… days ago or longer')],
              ['coming', say('在未來…天內', 'within the next … days')],
              ['between', say('介於日期', 'between dates')],
              ['known', say('有資料', 'is known')],
              ['never', say('沒有資料', 'is missing')],
            ]}
            onChange={(op) => onChange({ ...rule, op: op as DateOp, days: rule.days ?? 30 })}
          />
          {(rule.op === 'within' || rule.op === 'before' || rule.op === 'coming') && (
            <Days say={say} value={rule.days} onChange={(days) => onChange({ ...rule, days })} />
          )}
          {rule.op === 'between' && (
            <Span
              say={say}
              from={rule.from}
              to={rule.to}
              onChange={(from, to) => onChange({ ...rule, from, to })}
            />
          )}
        </>
      );
    case 'bought':
      return <BoughtForm rule={rule} setup={setup} say={say} onChange={onChange} />;
    case 'pointsExpire':
      return (
        <>
          <Days say={say} value={rule.days} onChange={(days) => onChange({ ...rule, days })} />
          {say('內到期的點數至少', 'until at least')}
          <Num
            label={say('點數', 'Points')}
            value={rule.atLeast}
            onChange={(v) => onChange({ ...rule, atLeast: v ?? 0 })}
          />
          {say('點', 'points expire')}
        </>
      );
    case 'coupon':
      return (
        <>
          <Pick
            label={say('優惠券', 'Coupon')}
            value={rule.did}
            options={[
              ['holds', say('持有可用的優惠券', 'holds a usable coupon')],
              ['expiring', say('優惠券即將到期', 'coupon is about to expire')],
              ['received', say('收到過優惠券', 'received a coupon')],
              ['redeemed', say('使用過優惠券', 'redeemed a coupon')],
            ]}
            onChange={(did) => {
              const { days: _, ...rest } = rule;
              onChange({
                ...rest,
                did: did as typeof rule.did,
                ...(did === 'holds' ? {} : { days: rule.days ?? 30 }),
              });
            }}
          />
          {rule.did !== 'holds' && (
            <>
              {rule.did === 'expiring' ? say('未來', 'in the next') : say('最近', 'in the last')}
              <Days
                say={say}
                value={rule.days}
                optional={rule.did !== 'expiring'}
                onChange={(days) => {
                  const { days: _, ...rest } = rule;
                  onChange(days === undefined ? rest : { ...rest, days });
                }}
              />
            </>
          )}
          <Several
            say={say}
            options={setup.lists['coupons'] ?? []}
            chosen={rule.codes}
            none={say('任一優惠券', 'any coupon')}
            onChange={(codes) => onChange({ ...rule, codes })}
          />
        </>
      );
    case 'campaign':
    case 'clicked':
      return (
        <>
          {say('最近', 'in the last')}
          <Days
            say={say}
            value={rule.days}
            optional
            onChange={(days) => {
              const { days: _, ...rest } = rule;
              onChange(days === undefined ? rest : { ...rest, days });
            }}
          />
          {rule.type === 'clicked'
            ? say('內點擊推播', 'pressed a link of')
            : say('內收到推播', 'got the push')}
          <Several
            say={say}
            options={setup.lists['campaigns'] ?? []}
            chosen={rule.campaigns.map(String)}
            none={say('任一推播', 'any push')}
            onChange={(ids) => onChange({ ...rule, campaigns: ids.map(Number) })}
          />
        </>
      );
    case 'moved':
      return (
        <>
          {say('最近', 'in the last')}
          <Days say={say} value={rule.days} onChange={(days) => onChange({ ...rule, days: days ?? 0 })} />
          <Pick
            label={say('分數', 'Score')}
            value={rule.score}
            options={[
              ['nes', 'NES'],
              ['rfm', 'RFM'],
            ]}
            onChange={(score) => onChange({ ...rule, score: score as 'rfm' | 'nes', from: [], to: [] })}
          />
          {say('由', 'from')}
          <Several
            say={say}
            options={setup.lists[rule.score] ?? []}
            chosen={rule.from}
            none={say('任一', 'any')}
            onChange={(from) => onChange({ ...rule, from })}
          />
          {say('變為', 'to')}
          <Several
            say={say}
            options={setup.lists[rule.score] ?? []}
            chosen={rule.to}
            none={say('任一', 'any')}
            onChange={(to) => onChange({ ...rule, to })}
          />
        </>
      );
  }
}

type SpanProps = {
  say: Say;
  from: string | undefined;
  to: string | undefined;
  onChange: (from: string, to: string) => void;
};

export function Span({ say, from, to, onChange }: SpanProps) {
  return (
    <>
      <input
        type="date"
        class="form-control segment-date"
        aria-label={say('開始日', 'First day')}
        value={from ?? ''}
        onInput={(e) => onChange(e.currentTarget.value, to ?? e.currentTarget.value)}
      />
      –
      <input
        type="date"
        class="form-control segment-date"
        aria-label={say('結束日', 'Last day')}
        value={to ?? ''}
        onInput={(e) => onChange(from ?? e.currentTarget.value, e.currentTarget.value)}
      />
    </>
  );
}
