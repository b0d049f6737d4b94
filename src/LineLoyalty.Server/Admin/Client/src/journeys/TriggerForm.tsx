import type { Say } from '../composer/words';
import { Num, Pick } from '../fields';
import { Check, Clock, EventForm, Field, Wrong } from './parts';
import type { Definition, Problem, Setup, Trigger } from './wire';

type Props = {
  definition: Definition;
  setup: Setup;
  say: Say;
  problems: Problem[];
  onChange: (definition: Definition) => void;
};

const AT = '09:00:00';

function newTrigger(type: Trigger['type'], setup: Setup): Trigger {
  switch (type) {
    case 'event':
      return { type, on: { type: 'purchase' } };
    case 'segment':
      return { type, segmentId: setup.segments[0]?.id ?? 0, at: AT };
    case 'birthday':
      return { type, daysBefore: 7, leapDay: 'february28', at: AT };
    case 'anniversary':
      return { type, leapDay: 'february28', at: AT };
    case 'lapse':
      return { type, afterDays: 30, at: AT };
    case 'cycle':
      return { type, times: 1.2, at: AT };
    case 'pointsExpiring':
      return { type, daysBefore: 14, at: AT };
    case 'couponExpiring':
      return { type, daysBefore: 3, at: AT };
  }
}

/** What lets members in, how often, and what ends it early. */
export function TriggerForm({ definition, setup, say, problems, onChange }: Props) {
  const { trigger, entry, ends } = definition;
  const change = (next: Trigger) => onChange({ ...definition, trigger: next });
  const withAgain = (again: number | undefined) => {
    const { again: _, ...rest } = entry;
    onChange({ ...definition, entry: again === undefined ? rest : { ...rest, again } });
  };
  return (
    <div class="card">
      <div class="card-header">
        <h2 class="card-title">{say('觸發與進出規則', 'Who enters and leaves')}</h2>
      </div>
      <div class="card-body">
        <Wrong path="trigger" problems={problems} />
        <Field label={say('觸發條件', 'Trigger')}>
          <div class="mb-2">
            <Pick
              label={say('觸發條件', 'Trigger')}
              value={trigger.type}
              options={[
                ['event', say('發生某件事', 'Something happens')],
                ['segment', say('進入分眾', 'Comes into a segment')],
                ['birthday', say('生日', 'Birthday')],
                ['anniversary', say('入會週年', 'Anniversary')],
                ['lapse', say('多久沒有消費', 'Days without a purchase')],
                ['cycle', say('超過個人購買週期', 'Own purchase cycle passed')],
                ['pointsExpiring', say('點數即將到期', 'Points about to expire')],
                ['couponExpiring', say('優惠券即將到期', 'Coupon about to expire')],
              ]}
              onChange={(type) => change(newTrigger(type as Trigger['type'], setup))}
            />
          </div>
          {trigger.type === 'event' && (
            <EventForm
              id="trigger"
              on={trigger.on}
              setup={setup}
              say={say}
              onChange={(on) => change({ ...trigger, on })}
            />
          )}
          {trigger.type === 'event' && trigger.on.type === 'web' && (
            <p class="form-hint text-break">
              {setup.id === null || !setup.secret
                ? say(
                    '儲存草稿並重新整理後，這裡會顯示接收網址與金鑰。',
                    'Save the draft and reload to see the address and key.',
                  )
                : say(
                    `網站以 POST 送到 /hooks/journeys/${setup.id}，本文為 {"id","event","member"}，標頭 X-Signature 為 t=秒數,v1=HMAC-SHA256（「秒數.本文」）。金鑰：${setup.secret}`,
                    `POST to /hooks/journeys/${setup.id} with {"id","event","member"} and the header X-Signature t=SECONDS,v1=HMAC-SHA256 over “SECONDS.BODY”. Key: ${setup.secret}`,
                  )}
            </p>
          )}
          {trigger.type === 'segment' && (
            <div class="mb-2">
              <Pick
                label={say('分眾', 'Segment')}
                value={String(trigger.segmentId)}
                options={setup.segments.map((s) => [String(s.id), s.name])}
                onChange={(value) => change({ ...trigger, segmentId: Number(value) })}
              />
            </div>
          )}
          {(trigger.type === 'birthday' ||
            trigger.type === 'pointsExpiring' ||
            trigger.type === 'couponExpiring') && (
            <div class="journey-row mb-2">
              <Num
                label={say('幾天前', 'Days before')}
                value={trigger.daysBefore}
                onChange={(v) => change({ ...trigger, daysBefore: v ?? 0 })}
              />
              {say('天前', 'days before')}
            </div>
          )}
          {trigger.type === 'lapse' && (
            <div class="journey-row mb-2">
              <Num
                label={say('幾天', 'Days')}
                value={trigger.afterDays}
                onChange={(v) => change({ ...trigger, afterDays: v ?? 0 })}
              />
              {say('天沒有消費', 'days without a purchase')}
            </div>
          )}
          {trigger.type === 'cycle' && (
            <div class="journey-row mb-2">
              {say('個人週期的', 'Own cycle times')}
              <Num
                label={say('倍數', 'Times')}
                step="0.1"
                value={trigger.times}
                onChange={(v) => change({ ...trigger, times: v ?? 0 })}
              />
              {say('倍', '')}
            </div>
          )}
          {(trigger.type === 'birthday' || trigger.type === 'anniversary') && (
            <div class="mb-2">
              <Pick
                label={say('平年的 2 月 29 日', '29 February in other years')}
                value={trigger.leapDay}
                options={[
                  ['february28', say('平年的 2/29 算 2/28', '29 Feb counts as 28 Feb')],
                  ['march1', say('平年的 2/29 算 3/1', '29 Feb counts as 1 March')],
                ]}
                onChange={(leapDay) => change({ ...trigger, leapDay: leapDay as 'february28' | 'march1' })}
              />
            </div>
          )}
          {trigger.type !== 'event' && (
            <div class="journey-row">
              {say('每天', 'Daily at')}
              <Clock value={trigger.at} say={say} onChange={(at) => change({ ...trigger, at })} />
              {say('檢查', '')}
            </div>
          )}
        </Field>
        <Wrong path="entry" problems={problems} />
        <Field label={say('重複進入', 'Entering again')}>
          <Check
            label={say('同一位會員可以再次進入', 'The same member may enter again')}
            checked={entry.again !== undefined}
            onChange={(checked) => withAgain(checked ? 0 : undefined)}
          />
          {entry.again !== undefined && (
            <div class="journey-row">
              {say('至少間隔', 'after at least')}
              <Num
                label={say('間隔天數', 'Days between')}
                value={entry.again}
                onChange={(v) => withAgain(v ?? 0)}
              />
              {say('天', 'days')}
            </div>
          )}
          {entry.again !== undefined && (
            <div class="journey-row mt-2">
              {say('最多', 'at most')}
              <Num
                label={say('最多進入次數', 'Most entries')}
                least={1}
                value={entry.most}
                onChange={(most) => {
                  const { most: _, ...rest } = entry;
                  onChange({ ...definition, entry: most === undefined ? rest : { ...rest, most } });
                }}
              />
              {say('次（留空不限）', 'times (empty: no limit)')}
            </div>
          )}
        </Field>
        <Field label={say('只限這些會員', 'Only these members')}>
          <Pick
            label={say('只限這個分眾', 'Only members of')}
            value={String(entry.segment ?? '')}
            options={[
              [
                '',
                entry.who && entry.segment === undefined
                  ? say('（既定條件）', '(the given rule)')
                  : say('不限，觸發的會員都進入', 'Everybody the trigger means'),
              ],
              ...setup.segments.map((s) => [String(s.id), s.name] as [string, string]),
            ]}
            onChange={(value) => {
              const { segment: _, who: __, ...rest } = entry;
              onChange({
                ...definition,
                entry: value === '' ? rest : { ...rest, segment: Number(value) },
              });
            }}
          />
        </Field>
        {(trigger.type === 'lapse' || trigger.type === 'cycle' || trigger.type === 'segment') && (
          <Field label={say('開啟時已符合的舊會員', 'Those who fit already at switch-on')}>
            <div class="journey-row">
              {say('每天補入', 'So many a day')}
              <Num
                label={say('每天補入人數', 'So many a day')}
                value={entry.rampPerDay}
                onChange={(v) => onChange({ ...definition, entry: { ...entry, rampPerDay: v ?? 0 } })}
              />
              {say('人（0 為不補入）', '(0 for none)')}
            </div>
          </Field>
        )}
        <Wrong path="ends" problems={problems} />
        <Field label={say('提早結束', 'Ends early')}>
          {ends.map((end, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an end is its place.
            <div key={i} class="border rounded p-2 mb-2">
              <EventForm
                id={`end-${i}`}
                on={end.on}
                setup={setup}
                say={say}
                onChange={(on) =>
                  onChange({ ...definition, ends: ends.map((e, j) => (j === i ? { ...e, on } : e)) })
                }
              />
              <div class="d-flex align-items-center">
                <Check
                  label={say('這就是旅程的目標', 'This is its goal')}
                  checked={end.goal}
                  onChange={(goal) =>
                    onChange({ ...definition, ends: ends.map((e, j) => (j === i ? { ...e, goal } : e)) })
                  }
                />
                <button
                  type="button"
                  class="btn btn-sm ms-auto"
                  onClick={() => onChange({ ...definition, ends: ends.filter((_, j) => j !== i) })}
                >
                  {say('移除', 'Remove')}
                </button>
              </div>
            </div>
          ))}
          {ends.length < 5 && (
            <button
              type="button"
              class="btn btn-sm"
              onClick={() =>
                onChange({ ...definition, ends: [...ends, { on: { type: 'purchase' }, goal: true }] })
              }
            >
              {say('＋ 新增結束條件', '＋ Add')}
            </button>
          )}
        </Field>
        <Field label={say('成效計算', 'What counts as its own')}>
          <div class="journey-row">
            {say('收到訊息後', 'Purchases within')}
            <Num
              label={say('成效計算天數', 'Days that count')}
              least={1}
              value={definition.attributionDays ?? 7}
              onChange={(v) => onChange({ ...definition, attributionDays: v ?? 0 })}
            />
            {say('天內的消費', 'days after a message')}
          </div>
        </Field>
        <Field label={say('同一天有多則訊息時的優先順序', 'Rank among messages of one day')}>
          <Pick
            label={say('優先順序', 'Rank')}
            value={definition.rank}
            options={[
              ['birthday', say('生日（最優先）', 'Birthday (first)')],
              ['expiry', say('到期提醒', 'Expiry')],
              ['winBack', say('喚回', 'Win-back')],
              ['other', say('其他', 'Other')],
            ]}
            onChange={(rank) => onChange({ ...definition, rank: rank as Definition['rank'] })}
          />
        </Field>
      </div>
    </div>
  );
}
