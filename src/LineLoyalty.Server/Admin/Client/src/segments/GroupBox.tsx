import type { Say } from '../composer/words';
import { ConditionRow } from './ConditionRow';
import { start } from './start';
import { type Group, isGroup, type Problem, type Rule, type Setup } from './wire';

type Props = {
  group: Group;
  path: string;
  depth: number;
  setup: Setup;
  problems: Problem[];
  say: Say;
  onChange: (group: Group) => void;
  onRemove?: () => void;
};

const DEEPEST = 5;

/** A bracket: all, any or none of what is in it. */
export function GroupBox({ group, path, depth, setup, problems, say, onChange, onRemove }: Props) {
  const put = (index: number, rule: Rule) =>
    onChange({ ...group, rules: group.rules.map((r, i) => (i === index ? rule : r)) });
  const drop = (index: number) => onChange({ ...group, rules: group.rules.filter((_, i) => i !== index) });
  const add = (rule: Rule) => onChange({ ...group, rules: [...group.rules, rule] });
  const kinds: [Group['type'], string][] = [
    ['all', say('全部符合（且）', 'All of them')],
    ['any', say('任一符合（或）', 'Any of them')],
    ['none', say('排除符合者', 'None of them')],
  ];
  return (
    <section class={`segment-group is-${group.type}`} aria-label={kinds.find(([k]) => k === group.type)?.[1]}>
      <div class="segment-group-head">
        <div class="btn-group btn-group-sm">
          {kinds.map(([type, text]) => (
            <button
              key={type}
              type="button"
              class={`btn ${group.type === type ? 'btn-primary' : ''}`}
              aria-pressed={group.type === type}
              onClick={() => onChange({ ...group, type })}
            >
              {text}
            </button>
          ))}
        </div>
        {onRemove && (
          <button type="button" class="btn btn-sm btn-ghost-danger ms-auto" onClick={onRemove}>
            {say('移除群組', 'Remove group')}
          </button>
        )}
      </div>
      {group.rules.length === 0 && (
        <p class="text-secondary mb-2">
          {depth === 1
            ? say(
                '尚未加入條件：目前包含所有會員。請從下方選擇條件。',
                'No condition yet: every member fits. Choose one below.',
              )
            : say('這個群組還沒有條件。', 'No condition in this group yet.')}
        </p>
      )}
      {group.rules.map((rule, i) =>
        isGroup(rule) ? (
          <GroupBox
            // biome-ignore lint/suspicious/noArrayIndexKey: parts have no name of their own.
            key={i}
            group={rule}
            path={`${path}.rules[${i}]`}
            depth={depth + 1}
            setup={setup}
            problems={problems}
            say={say}
            onChange={(g) => put(i, g)}
            onRemove={() => drop(i)}
          />
        ) : (
          <ConditionRow
            // biome-ignore lint/suspicious/noArrayIndexKey: parts have no name of their own.
            key={i}
            rule={rule}
            path={`${path}.rules[${i}]`}
            setup={setup}
            problems={problems}
            say={say}
            onChange={(r) => put(i, r)}
            onRemove={() => drop(i)}
          />
        ),
      )}
      <div class="d-flex gap-2 flex-wrap">
        <AddCondition setup={setup} say={say} onAdd={add} />
        {depth < DEEPEST && (
          <button
            type="button"
            class="btn btn-sm"
            onClick={() => add({ type: group.type === 'any' ? 'all' : 'any', rules: [] })}
          >
            {say('＋ 群組', '+ Group')}
          </button>
        )}
      </div>
    </section>
  );
}

function AddCondition({ setup, say, onAdd }: { setup: Setup; say: Say; onAdd: (rule: Rule) => void }) {
  const groups: [string, string][] = [
    ['purchases', say('消費', 'Purchases')],
    ['scores', say('RFM／NES', 'RFM / NES')],
    ['tier', say('會員等級', 'Tier')],
    ['points', say('點數與優惠券', 'Points and coupons')],
    ['tags', say('標籤', 'Tags')],
    ['missions', say('任務', 'Missions')],
    ['profile', say('會員資料', 'Profile')],
    ['line', say('LINE 與同意', 'LINE and consent')],
    ['marketing', say('行銷互動', 'Marketing')],
  ];
  const special: Record<string, [string, string][]> = {
    purchases: [
      ['bought', say('期間內消費（次數、金額、商品…）', 'Bought within a time (count, amount, goods…)')],
    ],
    scores: [['moved', say('RFM／NES 分群變化', 'Moved between groups')]],
    points: [
      ['pointsExpire', say('即將到期的點數', 'Points about to expire')],
      ['coupon', say('優惠券持有與使用', 'Coupons held and used')],
    ],
    marketing: [
      ['campaign', say('收到推播', 'Got a push')],
      ['clicked', say('點擊推播連結', 'Pressed a push’s link')],
    ],
  };
  return (
    <select
      class="form-select form-select-sm segment-add"
      aria-label={say('加入條件', 'Add a condition')}
      value=""
      onChange={(e) => {
        const key = e.currentTarget.value;
        e.currentTarget.value = '';
        if (key) onAdd(start(key, setup));
      }}
    >
      <option value="">{say('＋ 加入條件…', '+ Add a condition…')}</option>
      {groups.map(([group, title]) => (
        <optgroup key={group} label={title}>
          {(special[group] ?? []).map(([key, text]) => (
            <option key={key} value={key}>
              {text}
            </option>
          ))}
          {setup.fields
            .filter((f) => f.group === group)
            .map((f) => (
              <option key={f.key} value={`field:${f.key}`}>
                {f.name}
              </option>
            ))}
        </optgroup>
      ))}
    </select>
  );
}
