import { useRef, useState } from 'preact/hooks';
import {
  type Audience,
  type AudienceKind,
  type Count,
  type List,
  type Named,
  type Problem,
  type Quota,
  upload,
} from './wire';
import { number, type Say } from './words';

type Props = {
  audience: Audience;
  onChange: (audience: Audience) => void;
  segments: Named[];
  tags: string[];
  lists: List[];
  problems: Problem[];
  say: Say;
};

const NOBODY_ELSE = { segmentId: null, tag: null, listId: null };

function SegmentOptions({ segments, say }: { segments: Named[]; say: Say }) {
  const group = (ready: boolean) => segments.filter((s) => s.ready === ready);
  return (
    <>
      {[false, true].map((ready) =>
        group(ready).length === 0 ? null : (
          <optgroup
            key={String(ready)}
            label={ready ? say('內建分眾', 'Ready-made') : say('自訂分眾', 'Your own')}
          >
            {group(ready).map((s) => (
              <option key={s.id} value={s.id}>
                {s.name}
              </option>
            ))}
          </optgroup>
        ),
      )}
    </>
  );
}

function ListChoice({
  audience,
  onChange,
  lists,
  say,
}: Pick<Props, 'audience' | 'onChange' | 'lists' | 'say'>) {
  const [own, setOwn] = useState<List[]>(lists);
  const [told, setTold] = useState<{ text: string; bad: boolean } | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const onFile = async () => {
    const chosen = file.current?.files?.[0];
    if (!chosen) return;
    setTold({ text: say('讀取中…', 'Reading…'), bad: false });
    const answer = await upload<List & { faults: number[] }>('List', chosen);
    if ('refused' in answer) {
      setTold({ text: answer.refused.title, bad: true });
      return;
    }
    const { faults, ...list } = answer.ok;
    setOwn([list, ...own]);
    onChange({ ...audience, listId: list.id });
    setTold({
      text:
        say(`找到 ${number(list.count)} 位會員`, `${number(list.count)} members found`) +
        (faults.length === 0
          ? ''
          : say(`，第 ${faults.join('、')} 行查無會員`, `; nobody for lines ${faults.join(', ')}`)),
      bad: false,
    });
  };
  return (
    <div class="d-flex flex-column gap-2">
      <select
        class="form-select"
        aria-label={say('選擇名單', 'Choose a list')}
        value={audience.listId ?? ''}
        onChange={(e) => onChange({ ...audience, listId: Number(e.currentTarget.value) || null })}
      >
        <option value="">{say('選擇已上傳的名單', 'Choose a list')}</option>
        {own.map((l) => (
          <option key={l.id} value={l.id}>
            {l.name}（{number(l.count)}）
          </option>
        ))}
      </select>
      <label class="form-label mb-0">
        {say('或上傳 CSV（一行一位會員的手機或會員卡號）', 'Or upload a CSV: a phone or card number a line')}
        <input
          ref={file}
          class="form-control mt-1"
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          onChange={onFile}
        />
      </label>
      {told && (
        <div
          class={`small ${told.bad ? 'text-danger' : 'text-secondary'}`}
          role={told.bad ? 'alert' : 'status'}
        >
          {told.text}
        </div>
      )}
    </div>
  );
}

function Exclusions({ audience, onChange, segments, tags, say }: Omit<Props, 'lists' | 'problems'>) {
  const { excludeSegments, excludeTags } = audience;
  const off = (change: Partial<Audience>) => onChange({ ...audience, ...change });
  return (
    <fieldset class="mt-3">
      <legend class="form-label">{say('排除', 'Without')}</legend>
      <div class="chips mb-2">
        {excludeSegments.map((id) => (
          <button
            key={id}
            type="button"
            class="chip on"
            aria-label={say('不再排除此分眾', 'Do not exclude it')}
            onClick={() => off({ excludeSegments: excludeSegments.filter((s) => s !== id) })}
          >
            {segments.find((s) => s.id === id)?.name ?? id} ×
          </button>
        ))}
        {excludeTags.map((tag) => (
          <button
            key={tag}
            type="button"
            class="chip on"
            aria-label={say('不再排除此標籤', 'Do not exclude it')}
            onClick={() => off({ excludeTags: excludeTags.filter((t) => t !== tag) })}
          >
            {say('標籤', 'tag')} {tag} ×
          </button>
        ))}
      </div>
      <div class="d-flex gap-2 flex-wrap">
        <select
          class="form-select w-auto"
          aria-label={say('排除分眾', 'Exclude a segment')}
          value=""
          onChange={(e) => {
            const id = Number(e.currentTarget.value);
            e.currentTarget.value = '';
            if (id && !excludeSegments.includes(id)) off({ excludeSegments: [...excludeSegments, id] });
          }}
        >
          <option value="">{say('＋ 排除分眾', '+ a segment')}</option>
          <SegmentOptions segments={segments} say={say} />
        </select>
        {tags.length > 0 && (
          <select
            class="form-select w-auto"
            aria-label={say('排除標籤', 'Exclude a tag')}
            value=""
            onChange={(e) => {
              const tag = e.currentTarget.value;
              e.currentTarget.value = '';
              if (tag && !excludeTags.includes(tag)) off({ excludeTags: [...excludeTags, tag] });
            }}
          >
            <option value="">{say('＋ 排除標籤', '+ a tag')}</option>
            {tags.map((t) => (
              <option key={t} value={t}>
                {t}
              </option>
            ))}
          </select>
        )}
      </div>
    </fieldset>
  );
}

export function AudienceForm(props: Props) {
  const { audience, onChange, segments, tags, lists, problems, say } = props;
  const kinds: [AudienceKind, string][] = [
    ['everyone', say('所有會員', 'Every member')],
    ['segment', say('分眾', 'Segment')],
    ['tag', say('標籤', 'Tag')],
    ['list', say('名單', 'List')],
  ];
  return (
    <>
      <div class="chips mb-3">
        {kinds.map(([kind, name]) => (
          <button
            key={kind}
            type="button"
            class={`chip ${audience.kind === kind ? 'on' : ''}`}
            aria-pressed={audience.kind === kind}
            onClick={() => onChange({ ...audience, ...NOBODY_ELSE, kind })}
          >
            {name}
          </button>
        ))}
      </div>
      {audience.kind === 'segment' && (
        <>
          <select
            class="form-select"
            aria-label={say('選擇分眾', 'Choose a segment')}
            value={audience.segmentId ?? ''}
            onChange={(e) => onChange({ ...audience, segmentId: Number(e.currentTarget.value) || null })}
          >
            <option value="">{say('請選擇', 'Choose')}</option>
            <SegmentOptions segments={segments} say={say} />
          </select>
          <div class="form-hint mt-1">
            <a href="/admin/segments">{say('管理分眾', 'Manage segments')}</a>
          </div>
        </>
      )}
      {audience.kind === 'tag' && (
        <select
          class="form-select"
          aria-label={say('選擇標籤', 'Choose a tag')}
          value={audience.tag ?? ''}
          onChange={(e) => onChange({ ...audience, tag: e.currentTarget.value || null })}
        >
          <option value="">{say('請選擇', 'Choose')}</option>
          {tags.map((t) => (
            <option key={t} value={t}>
              {t}
            </option>
          ))}
        </select>
      )}
      {audience.kind === 'list' && (
        <ListChoice audience={audience} onChange={onChange} lists={lists} say={say} />
      )}
      <Exclusions audience={audience} onChange={onChange} segments={segments} tags={tags} say={say} />
      {problems
        .filter((p) => p.path.startsWith('audience'))
        .map((p) => (
          <div key={p.path} class="text-danger small mt-1" role="alert">
            {p.text}
          </div>
        ))}
    </>
  );
}

export function Reach({ count, quota, say }: { count: Count | null; quota: Quota | null; say: Say }) {
  if (!count)
    return (
      <p class="text-secondary mb-0">{say('選好對象後會顯示人數', 'Choose who gets it to see how many')}</p>
    );
  const left = quota?.remaining == null ? null : quota.remaining - count.reachable;
  const out: [number, string][] = [
    [count.excluded, say('位已排除', 'excluded')],
    [count.unbound, say('位未綁定 LINE', 'without a LINE account')],
    [count.optedOut, say('位未同意行銷訊息', 'have not agreed to marketing')],
    [count.blocked, say('位封鎖或非好友', 'blocked us or are no friends')],
    [count.capped, say('位近期訊息已達上限', 'had enough messages lately')],
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
