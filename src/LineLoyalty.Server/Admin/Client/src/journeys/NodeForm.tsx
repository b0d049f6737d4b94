import type { Say } from '../composer/words';
import { Num, Pick } from '../fields';
import { lead, ways } from './graph';
import { MessageForm } from './MessageForm';
import { OutsideForm } from './OutsideForm';
import { Check, Clock, EventForm, Field, Tag, Wrong } from './parts';
import type { Node, Problem, Setup, Trigger } from './wire';
import { nodeWords, portWords, typeWords, weekday } from './words';

type Props = {
  node: Node;
  others: Node[];
  setup: Setup;
  trigger: Trigger['type'];
  say: Say;
  problems: Problem[];
  onChange: (node: Node) => void;
  onRemove: () => void;
};

/** One step, edited beside the drawing. */
export function NodeForm({ node, others, setup, trigger, say, problems, onChange, onRemove }: Props) {
  return (
    <div class="card">
      <div class="card-header">
        <h2 class="card-title">{typeWords(node.type, say)}</h2>
        <div class="card-actions">
          <button type="button" class="btn btn-sm btn-ghost-danger" onClick={onRemove}>
            {say('刪除步驟', 'Remove')}
          </button>
        </div>
      </div>
      <div class="card-body">
        <Wrong path={node.id} problems={problems} />
        <Fields node={node} setup={setup} trigger={trigger} say={say} onChange={onChange} />
        <Field label={say('接下來', 'Then')}>
          {ways(node).map((way) => (
            <div key={way.port} class="journey-row mb-2">
              {portWords(way.port, node, say) && <span>{portWords(way.port, node, say)}</span>}
              <div class="flex-fill">
                <Pick
                  label={`${say('接下來', 'Then')} ${portWords(way.port, node, say)}`}
                  value={way.to ?? ''}
                  options={[
                    ['', say('旅程結束', 'The journey ends')],
                    ...others.map(
                      (o) =>
                        [o.id, `${typeWords(o.type, say)}：${nodeWords(o, setup, say)}`] as [string, string],
                    ),
                  ]}
                  onChange={(to) => onChange(lead(node, way.port, to === '' ? undefined : to))}
                />
              </div>
            </div>
          ))}
        </Field>
      </div>
    </div>
  );
}

type FieldsProps = Pick<Props, 'node' | 'setup' | 'trigger' | 'say' | 'onChange'>;

function Fields({ node, setup, trigger, say, onChange }: FieldsProps) {
  switch (node.type) {
    case 'waitTime':
      return (
        <Field label={say('等多久', 'How long')}>
          <div class="journey-row">
            <Num
              label={say('天', 'days')}
              value={node.days}
              onChange={(v) => onChange({ ...node, days: v ?? 0 })}
            />
            {say('天', 'days')}
            <Num
              label={say('小時', 'hours')}
              value={node.hours}
              onChange={(v) => onChange({ ...node, hours: v ?? 0 })}
            />
            {say('小時', 'hours')}
            <Num
              label={say('分鐘', 'minutes')}
              value={node.minutes}
              onChange={(v) => onChange({ ...node, minutes: v ?? 0 })}
            />
            {say('分鐘', 'minutes')}
          </div>
        </Field>
      );
    case 'waitDay':
      return (
        <Field label={say('從觸發日起算', 'Counted from the trigger’s day')}>
          <div class="journey-row">
            {say('第', 'day')}
            <Num
              label={say('第幾天', 'Day')}
              least={-90}
              value={node.day}
              onChange={(v) => onChange({ ...node, day: v ?? 0 })}
            />
            {say('天', '')}
            <Clock value={node.at} say={say} onChange={(at) => onChange({ ...node, at })} />
          </div>
          <p class="form-hint mb-0">
            {say(
              '例如：最後消費日起第 60 天；生日當天填 0，生日前 2 天填 -2。',
              'Such as day 60 after the last purchase; 0 for the birthday itself, -2 for two days before.',
            )}
          </p>
        </Field>
      );
    case 'waitClock':
      return (
        <Field label={say('等到', 'Until')}>
          <div class="journey-row mb-2">
            <Clock value={node.at} say={say} onChange={(at) => onChange({ ...node, at })} />
          </div>
          <div class="chips">
            {[1, 2, 3, 4, 5, 6, 7].map((d) => (
              <button
                key={d}
                type="button"
                class={`chip ${node.weekdays.includes(d) ? 'on' : ''}`}
                aria-pressed={node.weekdays.includes(d)}
                onClick={() =>
                  onChange({
                    ...node,
                    weekdays: node.weekdays.includes(d)
                      ? node.weekdays.filter((w) => w !== d)
                      : [...node.weekdays, d].sort(),
                  })
                }
              >
                {weekday(d, say)}
              </button>
            ))}
          </div>
          <p class="form-hint mb-0">{say('不選星期就是每天。', 'None chosen means every day.')}</p>
        </Field>
      );
    case 'waitEvent':
      return (
        <>
          <Field label={say('等待會員', 'Wait until the member')}>
            <EventForm
              id={node.id}
              on={node.on}
              setup={setup}
              say={say}
              onChange={(on) => onChange({ ...node, on })}
            />
          </Field>
          <Field label={say('最久等', 'At most')}>
            <div class="journey-row">
              <Num
                label={say('天', 'days')}
                value={node.days}
                onChange={(v) => onChange({ ...node, days: v ?? 0 })}
              />
              {say('天', 'days')}
              <Num
                label={say('小時', 'hours')}
                value={node.hours}
                onChange={(v) => onChange({ ...node, hours: v ?? 0 })}
              />
              {say('小時', 'hours')}
            </div>
          </Field>
        </>
      );
    case 'branchRule':
      return (
        <Field label={say('會員屬於哪個分眾', 'Is the member in')}>
          <Pick
            label={say('分眾', 'Segment')}
            value={String(node.segment ?? '')}
            options={[
              ...(node.segment === undefined
                ? [
                    ['', node.rule ? say('（既定條件）', '(the given rule)') : say('請選擇', 'Choose')] as [
                      string,
                      string,
                    ],
                  ]
                : []),
              ...setup.segments.map((s) => [String(s.id), s.name] as [string, string]),
            ]}
            onChange={(value) => {
              if (value === '') return;
              const { rule: _, ...rest } = node;
              onChange({ ...rest, segment: Number(value) });
            }}
          />
          <p class="form-hint mb-0">
            {say(
              '條件以儲存當下的分眾為準，之後修改分眾不影響已發布的旅程。',
              'The segment is taken as it is when you save.',
            )}
          </p>
        </Field>
      );
    case 'branchSplit':
      return (
        <Field label={say('各組比例（合計 100%）', 'Shares, 100 % in all')}>
          {node.arms.map((arm, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an arm is its place.
            <div key={i} class="journey-row mb-2">
              {say(`第 ${i + 1} 組`, `Way ${i + 1}`)}
              <Num
                label={say(`第 ${i + 1} 組`, `Way ${i + 1}`)}
                value={arm.percent}
                onChange={(v) =>
                  onChange({
                    ...node,
                    arms: node.arms.map((a, j) => (j === i ? { ...a, percent: v ?? 0 } : a)),
                  })
                }
              />
              %
              {node.arms.length > 2 && (
                <button
                  type="button"
                  class="btn btn-sm"
                  onClick={() => onChange({ ...node, arms: node.arms.filter((_, j) => j !== i) })}
                >
                  {say('移除', 'Remove')}
                </button>
              )}
            </div>
          ))}
          {node.arms.length < 5 && (
            <button
              type="button"
              class="btn btn-sm"
              onClick={() => onChange({ ...node, arms: [...node.arms, { percent: 10 }] })}
            >
              {say('＋ 增加一組', '＋ Another way')}
            </button>
          )}
        </Field>
      );
    case 'message':
      return <MessageForm node={node} setup={setup} trigger={trigger} say={say} onChange={onChange} />;
    case 'coupon':
      return (
        <Field label={say('優惠券', 'Coupon')}>
          <Pick
            label={say('優惠券', 'Coupon')}
            value={node.coupon}
            options={setup.coupons.map((c) => [c.code, c.title])}
            onChange={(coupon) => onChange({ ...node, coupon })}
          />
        </Field>
      );
    case 'points':
      return (
        <Field label={say('點數', 'Points')}>
          <Num
            label={say('點數', 'Points')}
            value={node.points}
            onChange={(v) => onChange({ ...node, points: v ?? 0 })}
          />
        </Field>
      );
    case 'mission':
      return (
        <Field label={say('任務', 'Mission')}>
          <Pick
            label={say('任務', 'Mission')}
            value={node.mission}
            options={setup.missions.filter((m) => m.given).map((m) => [m.code, m.name])}
            onChange={(mission) => onChange({ ...node, mission })}
          />
          <p class="form-hint mb-0">
            {say(
              '只列出「由旅程或人員指派」且進行中的任務。',
              'Missions that are only given, and on, are listed here.',
            )}
          </p>
        </Field>
      );
    case 'menu':
      return (
        <Field label={say('圖文選單', 'Menu')}>
          <Pick
            label={say('圖文選單', 'Menu')}
            value={String(node.menu ?? '')}
            options={[
              ['', say('恢復原本的選單', 'Back to the usual menu')],
              ...setup.menus.map((m) => [String(m.id), m.name] as [string, string]),
            ]}
            onChange={(value) => {
              const { menu: _, ...rest } = node;
              onChange(value === '' ? rest : { ...rest, menu: Number(value) });
            }}
          />
          <p class="form-hint mb-0">
            {say(
              '指派的選單優先於其他選單，直到另一個步驟恢復為止。',
              'It goes before all other menus, until another step takes it away.',
            )}
          </p>
        </Field>
      );
    case 'tag':
      return (
        <Field label={say('標籤', 'Tag')}>
          <div class="mb-2">
            <Tag
              id={`${node.id}-tag`}
              label={say('標籤', 'Tag')}
              value={node.tag}
              names={setup.tags}
              onChange={(tag) => onChange({ ...node, tag })}
            />
          </div>
          <Check
            label={say('移除這個標籤', 'Take it off')}
            checked={node.remove}
            onChange={(remove) => onChange({ ...node, remove })}
          />
          {!node.remove && (
            <>
              <Check
                label={say('下次消費時自動移除', 'Comes off at the next purchase')}
                checked={node.untilPurchase}
                onChange={(untilPurchase) => onChange({ ...node, untilPurchase })}
              />
              <div class="journey-row mb-2">
                <Num
                  label={say('幾天後移除', 'Comes off after days')}
                  least={1}
                  value={node.days}
                  onChange={(days) => {
                    const { days: _, ...rest } = node;
                    onChange(days === undefined ? rest : { ...rest, days });
                  }}
                />
                {say('天後自動移除（留空不移除）', 'days, then it comes off (empty: stays)')}
              </div>
            </>
          )}
          <p class="form-hint mb-0">
            {say(
              '圖文選單可依標籤切換，貼標籤就能換選單。',
              'Rich menus look at tags: this also changes the menu.',
            )}
          </p>
        </Field>
      );
    case 'webhook':
      return (
        <Field label={say('網址（https）', 'Address (https)')}>
          <input
            class="form-control"
            type="url"
            aria-label={say('網址', 'Address')}
            value={node.url}
            onInput={(e) => onChange({ ...node, url: e.currentTarget.value })}
          />
          <p class="form-hint mb-0">
            {say(
              '以 POST 傳送 JSON，標頭 X-Signature 為 t=秒數,v1=HMAC-SHA256（內容為「秒數.本文」）。',
              'A POST of JSON; the header X-Signature is t=SECONDS,v1=HMAC-SHA256 over “SECONDS.BODY”.',
            )}
            {setup.secret
              ? say(` 這個旅程的金鑰：${setup.secret}`, ` This journey’s key: ${setup.secret}`)
              : say(' 儲存草稿並重新整理後會顯示金鑰。', ' Save the draft and reload to see the key.')}
          </p>
        </Field>
      );
    case 'outside':
      return (
        <OutsideForm
          words={node.words}
          setup={setup}
          say={say}
          onChange={(words) => onChange({ ...node, words })}
        />
      );
    case 'clerk':
      return (
        <>
          <Field label={say('待辦事項', 'Task')}>
            <input
              class="form-control"
              maxLength={80}
              aria-label={say('待辦事項', 'Task')}
              value={node.title}
              onInput={(e) => onChange({ ...node, title: e.currentTarget.value })}
            />
          </Field>
          <Field label={say('備註', 'Note')}>
            <textarea
              class="form-control"
              maxLength={500}
              rows={3}
              aria-label={say('備註', 'Note')}
              value={node.note ?? ''}
              onInput={(e) => onChange({ ...node, note: e.currentTarget.value })}
            />
          </Field>
        </>
      );
  }
}
