import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, type Card, type LineCoupon, type Part, type Problem, type Text } from './wire';
import type { Say } from './words';

type Change = (part: Part) => void;
type Shared = { path: string; problems: Problem[]; say: Say };

const VARIABLES = ['name', 'points', 'tier', 'couponCount'] as const;

function variableName(variable: (typeof VARIABLES)[number], say: Say) {
  return {
    name: say('姓名', 'Name'),
    points: say('點數', 'Points'),
    tier: say('等級', 'Tier'),
    couponCount: say('券數', 'Coupons'),
  }[variable];
}

function Wrong({ path, problems }: { path: string; problems: Problem[] }) {
  const mine = problems.filter((p) => p.path === path);
  return mine.length === 0 ? null : (
    <div class="text-danger small mt-1" role="alert">
      {mine.map((p) => (
        <div key={p.code}>{p.text}</div>
      ))}
    </div>
  );
}

/** A text with buttons that put a variable where the cursor is. */
function Words({
  id,
  label,
  value,
  rows,
  onChange,
  path,
  problems,
  say,
}: Shared & { id: string; label: string; value: string; rows: number; onChange: (value: string) => void }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const insert = (variable: string) => {
    const box = field.current;
    if (!box) return;
    const token = `{${variable}}`;
    const at = box.selectionStart;
    const next = value.slice(0, at) + token + value.slice(box.selectionEnd);
    onChange(next);
    queueMicrotask(() => {
      box.focus();
      box.setSelectionRange(at + token.length, at + token.length);
    });
  };
  return (
    <div class="mb-3">
      <div class="d-flex align-items-end mb-1 gap-2 flex-wrap">
        <label class="form-label mb-0" for={id}>
          {label}
        </label>
        <span class="ms-auto chips">
          {VARIABLES.map((v) => (
            <button key={v} type="button" class="chip chip-sm" title={`{${v}}`} onClick={() => insert(v)}>
              ＋{variableName(v, say)}
            </button>
          ))}
        </span>
      </div>
      <textarea
        id={id}
        ref={field}
        class="form-control"
        rows={rows}
        value={value}
        onInput={(e) => onChange(e.currentTarget.value)}
      />
      <Wrong path={path} problems={problems} />
    </div>
  );
}

function TextForm({ part, onChange, ...shared }: Shared & { part: Text; onChange: Change }) {
  return (
    <Words
      {...shared}
      path={`${shared.path}.text`}
      id={`${shared.path}-text`}
      label={shared.say('訊息文字', 'Text')}
      value={part.text}
      rows={4}
      onChange={(text) => onChange({ ...part, text })}
    />
  );
}

function CardForm({
  part,
  onChange,
  coupons,
  ...shared
}: Shared & { part: Card; onChange: Change; coupons: { code: string; title: string }[] }) {
  const { path, problems, say } = shared;
  const templates = [
    ['announcement', say('公告', 'News')],
    ['offer', say('優惠', 'Offer')],
    ['poster', say('海報', 'Poster')],
  ] as const;
  const button = part.button ?? { label: '', url: '' };
  const change = (changed: Partial<Card>) => onChange({ ...part, ...changed });
  return (
    <>
      <fieldset class="mb-3">
        <legend class="form-label">{say('版型', 'Design')}</legend>
        <div class="chips">
          {templates.map(([code, name]) => (
            <button
              key={code}
              type="button"
              class={`chip ${part.template === code ? 'on' : ''}`}
              aria-pressed={part.template === code}
              onClick={() => change({ template: code })}
            >
              {name}
            </button>
          ))}
        </div>
        <Wrong path={`${path}.template`} problems={problems} />
      </fieldset>
      <Words
        {...shared}
        path={`${path}.title`}
        id={`${path}-title`}
        label={say('標題', 'Title')}
        value={part.title}
        rows={1}
        onChange={(title) => change({ title })}
      />
      <Words
        {...shared}
        path={`${path}.body`}
        id={`${path}-body`}
        label={say('內文', 'Body')}
        value={part.body}
        rows={3}
        onChange={(body) => change({ body })}
      />
      <div class="mb-3">
        <label class="form-label" for={`${path}-image`}>
          {say('圖片網址（選填，JPEG 或 PNG）', 'Picture address (optional, JPEG or PNG)')}
        </label>
        <input
          id={`${path}-image`}
          class="form-control"
          type="url"
          placeholder="https://"
          value={part.imageUrl ?? ''}
          onInput={(e) => change({ imageUrl: e.currentTarget.value })}
        />
        <Wrong path={`${path}.imageUrl`} problems={problems} />
      </div>
      <div class="mb-3">
        <label class="form-label" for={`${path}-coupon`}>
          {say('附上優惠券', 'Give a coupon with it')}
        </label>
        <select
          id={`${path}-coupon`}
          class="form-select"
          value={part.couponCode ?? ''}
          onChange={(e) => change({ couponCode: e.currentTarget.value })}
        >
          <option value="">{say('不附優惠券', 'None')}</option>
          {coupons.map((c) => (
            <option key={c.code} value={c.code}>
              {c.title}
            </option>
          ))}
        </select>
        <Wrong path={`${path}.couponCode`} problems={problems} />
      </div>
      <div class="row g-2">
        <div class="col-sm-4">
          <label class="form-label" for={`${path}-label`}>
            {say('按鈕文字（選填）', 'Button (optional)')}
          </label>
          <input
            id={`${path}-label`}
            class="form-control"
            value={button.label}
            onInput={(e) => change({ button: { ...button, label: e.currentTarget.value } })}
          />
          <Wrong path={`${path}.button.label`} problems={problems} />
        </div>
        <div class="col-sm-8">
          <label class="form-label" for={`${path}-url`}>
            {say('按鈕連結', 'Button link')}
          </label>
          <input
            id={`${path}-url`}
            class="form-control"
            type="url"
            placeholder="https://"
            value={button.url}
            onInput={(e) => change({ button: { ...button, url: e.currentTarget.value } })}
          />
          <Wrong path={`${path}.button.url`} problems={problems} />
        </div>
        <div class="col-sm-6">
          <label class="form-check mb-0">
            <input
              class="form-check-input"
              type="checkbox"
              checked={button.track ?? false}
              onChange={(e) => change({ button: { ...button, track: e.currentTarget.checked } })}
            />
            <span class="form-check-label">{say('計算點擊人數', 'Count who presses it')}</span>
          </label>
          <Wrong path={`${path}.button.track`} problems={problems} />
        </div>
        <div class="col-sm-6">
          <input
            class="form-control"
            maxLength={40}
            aria-label={say('點擊後貼上標籤', 'Tag on pressing')}
            placeholder={say('點擊後貼上標籤（選填）', 'Tag on pressing (optional)')}
            value={button.tag ?? ''}
            onInput={(e) => change({ button: { ...button, tag: e.currentTarget.value } })}
          />
          <Wrong path={`${path}.button.tag`} problems={problems} />
        </div>
      </div>
    </>
  );
}

/** LINE keeps these coupons, so the choice comes from there when it is wanted. */
function LineCouponForm({ part, onChange, ...shared }: Shared & { part: LineCoupon; onChange: Change }) {
  const { path, problems, say } = shared;
  const [choices, setChoices] = useState<{ id: string; title: string }[] | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words are the same as long as the page is.
  useEffect(() => {
    const stop = new AbortController();
    ask<{ coupons: { id: string; title: string }[] }>('LineCoupons', {}, stop.signal).then(
      (answer) => {
        if ('ok' in answer) setChoices(answer.ok.coupons);
        else setRefused(answer.refused.title);
      },
      () => {
        if (!stop.signal.aborted) setRefused(say('連線中斷，請再試一次。', 'The connection broke.'));
      },
    );
    return () => stop.abort();
  }, []);
  const known = choices?.some((c) => c.id === part.couponId) ?? false;
  return (
    <>
      <label class="form-label" for={`${path}-line-coupon`}>
        {say('要送哪一張 LINE 優惠券', 'Which LINE coupon')}
      </label>
      <select
        id={`${path}-line-coupon`}
        class="form-select"
        value={part.couponId}
        disabled={choices === null}
        onChange={(e) => onChange({ ...part, couponId: e.currentTarget.value })}
      >
        <option value="">
          {choices === null && !refused ? say('載入中…', 'Loading…') : say('請選擇', 'Choose')}
        </option>
        {part.couponId !== '' && !known && <option value={part.couponId}>{part.couponId}</option>}
        {choices?.map((c) => (
          <option key={c.id} value={c.id}>
            {c.title}
          </option>
        ))}
      </select>
      {refused && (
        <div class="text-danger small mt-1" role="alert">
          {refused}
        </div>
      )}
      <Wrong path={`${path}.couponId`} problems={problems} />
      <p class="text-secondary small mt-2 mb-0">
        {say(
          'LINE 不會回報誰領了、誰用了這張券，也不會進會員的票匣。',
          'LINE does not report who took or used it, and it is not in the member’s wallet.',
        )}{' '}
        <a href="/admin/line-coupons">{say('管理 LINE 優惠券', 'Manage LINE coupons')}</a>
      </p>
    </>
  );
}

export function MessageForm({
  part,
  coupons,
  ...shared
}: Shared & { part: Part; onChange: Change; coupons: { code: string; title: string }[] }) {
  if (part.kind === 'text') return <TextForm part={part} {...shared} />;
  if (part.kind === 'lineCoupon') return <LineCouponForm part={part} {...shared} />;
  return <CardForm part={part} coupons={coupons} {...shared} />;
}
