import { createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { PictureField } from '../pictures/PictureField';
import { ButtonFields } from './ButtonFields';
import { Wrong } from './Wrong';
import {
  ask,
  type Card,
  type Carousel,
  type Json,
  type LineCoupon,
  type Part,
  type Picture,
  type Problem,
  type Text,
} from './wire';
import type { Say } from './words';

type Change = (part: Part) => void;
type Shared = { path: string; problems: Problem[]; say: Say };

/** A variable with the words that stand for nothing. */
export type Variable = { token: string; english?: string; zh: string; en: string };

const OWN: Variable[] = [
  { token: '{name|貴賓}', english: '{name|friend}', zh: '姓名', en: 'Name' },
  { token: '{points}', zh: '點數', en: 'Points' },
  { token: '{tier|會員}', english: '{tier|member}', zh: '等級', en: 'Tier' },
  { token: '{couponCount}', zh: '券數', en: 'Coupons' },
];

/** What else a text may say where it is written. */
export const MoreVariables = createContext<Variable[]>([]);

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
  const variables = [...OWN, ...useContext(MoreVariables)];
  const insert = (token: string) => {
    const box = field.current;
    if (!box) return;
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
          {variables.map((v) => {
            const token = path.startsWith('english') ? (v.english ?? v.token) : v.token;
            return (
              <button
                key={v.token}
                type="button"
                class="chip chip-sm"
                title={token}
                onClick={() => insert(token)}
              >
                ＋{say(v.zh, v.en)}
              </button>
            );
          })}
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
      {value.includes('|') && (
        <div class="form-hint mt-1">
          {say(
            '沒有資料時，會改用「|」後面的文字，可以自行修改。',
            'Where nothing is known, the words after “|” stand instead: change them as you like.',
          )}
        </div>
      )}
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

/** A picture alone; with a link it becomes one that can be pressed. */
function PictureForm({
  part,
  onChange,
  ratios,
  ...shared
}: Shared & { part: Picture; onChange: Change; ratios: string[] }) {
  const { path, say } = shared;
  return (
    <>
      <PictureField
        say={say}
        label={say('圖片', 'Picture')}
        value={part.url}
        onChange={(url) => onChange({ ...part, url })}
      >
        <Wrong path={`${path}.url`} problems={shared.problems} />
      </PictureField>
      <div class="mt-3">
        <ButtonFields
          {...shared}
          path={`${path}.button`}
          title={say('點圖片後前往（選填）', 'Pressing it leads to (optional)')}
          button={part.button ?? { label: '', url: '' }}
          onChange={(button) => onChange({ ...part, button })}
        />
      </div>
      {part.button?.url && (
        <label class="form-label">
          {say('圖片比例', 'Shape')}
          <select
            class="form-select w-auto mt-1"
            value={part.ratio ?? '1:1'}
            onChange={(e) => onChange({ ...part, ratio: e.currentTarget.value })}
          >
            {ratios.map((r) => (
              <option key={r} value={r}>
                {r}
              </option>
            ))}
          </select>
        </label>
      )}
    </>
  );
}

/** LINE's own message object, for those who know it. */
function JsonForm({ part, onChange, ...shared }: Shared & { part: Json; onChange: Change }) {
  const { path, problems, say } = shared;
  return (
    <>
      <label class="form-label" for={`${path}-json`}>
        {say('LINE 訊息物件（JSON）', 'LINE message object (JSON)')}
      </label>
      <textarea
        id={`${path}-json`}
        class="form-control font-monospace"
        rows={12}
        spellcheck={false}
        placeholder={'{ "type": "flex", "altText": "…", "contents": { … } }'}
        value={part.json}
        onInput={(e) => onChange({ ...part, json: e.currentTarget.value })}
      />
      <Wrong path={`${path}.json`} problems={problems} />
      <div class="form-hint mt-1">
        {say(
          '文字可用 {name|貴賓} 等變數；要顯示大括號請輸入 {{ 或 }}。',
          'Texts may hold variables such as {name|guest}; write {{ or }} for braces.',
        )}
      </div>
      <label class="form-check mt-2 mb-0">
        <input
          class="form-check-input"
          type="checkbox"
          checked={part.track ?? false}
          onChange={(e) => onChange({ ...part, track: e.currentTarget.checked })}
        />
        <span class="form-check-label">
          {say('計算其中網頁連結的點擊人數', 'Count who presses its web links')}
        </span>
      </label>
    </>
  );
}

const BLANK_CARD: Card = { kind: 'card', template: 'announcement', title: '', body: '' };

function CarouselForm({
  part,
  onChange,
  coupons,
  most,
  ...shared
}: Shared & { part: Carousel; onChange: Change; coupons: { code: string; title: string }[]; most: number }) {
  const { path, problems, say } = shared;
  const { cards } = part;
  const put = (changed: Card[]) => onChange({ ...part, cards: changed });
  return (
    <>
      {cards.map((card, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a card has no name but its place.
        <fieldset class="carousel-card" key={index}>
          <legend class="form-label d-flex">
            {say(`第 ${index + 1} 張卡片`, `Card ${index + 1}`)}
            {cards.length > 2 && (
              <button
                type="button"
                class="btn-x ms-auto"
                aria-label={say(`刪除第 ${index + 1} 張卡片`, `Remove card ${index + 1}`)}
                onClick={() => put(cards.filter((_, i) => i !== index))}
              >
                ×
              </button>
            )}
          </legend>
          <CardForm
            {...shared}
            path={`${path}.cards[${index}]`}
            part={card}
            coupons={coupons}
            onChange={(changed) => put(cards.map((c, i) => (i === index ? (changed as Card) : c)))}
          />
        </fieldset>
      ))}
      <Wrong path={`${path}.cards`} problems={problems} />
      {cards.length < most && (
        <button
          type="button"
          class="btn btn-sm"
          onClick={() => put([...cards, { ...BLANK_CARD, template: cards[0]?.template ?? 'announcement' }])}
        >
          {say('＋ 再加一張卡片', '+ Add a card')}
        </button>
      )}
    </>
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
  const more = part.moreButtons ?? [];
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
      <PictureField
        say={say}
        label={say('圖片（選填）', 'Picture (optional)')}
        value={part.imageUrl ?? ''}
        onChange={(imageUrl) => change({ imageUrl })}
      >
        <Wrong path={`${path}.imageUrl`} problems={shared.problems} />
      </PictureField>
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
      <ButtonFields
        {...shared}
        path={`${path}.button`}
        title={say('按鈕（選填）', 'Button (optional)')}
        button={button}
        onChange={(changed) => change({ button: changed })}
      />
      {more.map((extra, index) => (
        <ButtonFields
          // biome-ignore lint/suspicious/noArrayIndexKey: a button has no name but its place.
          key={index}
          {...shared}
          path={`${path}.moreButtons[${index}]`}
          title={say(`第 ${index + 2} 個按鈕`, `Button ${index + 2}`)}
          button={extra}
          onChange={(changed) => change({ moreButtons: more.map((b, i) => (i === index ? changed : b)) })}
          onRemove={() => change({ moreButtons: more.filter((_, i) => i !== index) })}
        />
      ))}
      {button.label !== '' && more.length < 2 && (
        <button
          type="button"
          class="btn btn-sm"
          onClick={() => change({ moreButtons: [...more, { label: '', url: '' }] })}
        >
          {say('＋ 再加一個按鈕', '+ Another button')}
        </button>
      )}
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

export function blank(kind: Part['kind']): Part {
  switch (kind) {
    case 'text':
      return { kind, text: '' };
    case 'image':
      return { kind, url: '' };
    case 'card':
      return { ...BLANK_CARD };
    case 'carousel':
      return { kind, cards: [{ ...BLANK_CARD }, { ...BLANK_CARD }] };
    case 'lineCoupon':
      return { kind, couponId: '' };
    default:
      return { kind: 'json', json: '' };
  }
}

export function MessageForm({
  part,
  coupons,
  ratios,
  mostCards,
  ...shared
}: Shared & {
  part: Part;
  onChange: Change;
  coupons: { code: string; title: string }[];
  ratios: string[];
  mostCards: number;
}) {
  switch (part.kind) {
    case 'text':
      return <TextForm part={part} {...shared} />;
    case 'image':
      return <PictureForm part={part} ratios={ratios} {...shared} />;
    case 'lineCoupon':
      return <LineCouponForm part={part} {...shared} />;
    case 'json':
      return <JsonForm part={part} {...shared} />;
    case 'carousel':
      return <CarouselForm part={part} coupons={coupons} most={mostCards} {...shared} />;
    default:
      return <CardForm part={part} coupons={coupons} {...shared} />;
  }
}
