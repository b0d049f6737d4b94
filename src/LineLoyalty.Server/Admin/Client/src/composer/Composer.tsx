import { useEffect, useState } from 'preact/hooks';
import { AudienceForm, Reach } from './AudienceForm';
import { MessageForm } from './MessageForm';
import { Phone } from './Phone';
import {
  type Audience,
  ask,
  type Count,
  type Draft,
  type LineMessage,
  type Part,
  type Problem,
  type Quota,
} from './wire';
import { type Say, words } from './words';

export type Setup = {
  id: number | null;
  version: number | null;
  name: string;
  language: string;
  brand: string;
  content: { messages: Part[] };
  audience: Audience;
  tiers: { level: number; name: string }[];
  tags: string[];
  coupons: { code: string; title: string }[];
  testReady: boolean;
};

const MOST_MESSAGES = 5;
const PAUSE = 300;

/** Asks again a moment after the last change; an answer that comes too late is dropped. */
function useAsked<T>(handler: string, body: object, take: (answer: T) => void) {
  const key = JSON.stringify(body);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the body is compared by what it says.
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const answer = await ask<T>(handler, body, stop.signal);
        if ('ok' in answer) take(answer.ok);
      } catch {
        // Typing went on, or the connection is gone: the next change asks again.
      }
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [handler, key]);
}

export function Composer({ setup }: { setup: Setup }) {
  const say = words(setup.language);
  const [name, setName] = useState(setup.name);
  const [parts, setParts] = useState<Part[]>(setup.content.messages);
  const [audience, setAudience] = useState<Audience>(setup.audience);
  const [saved, setSaved] = useState({ id: setup.id, version: setup.version });
  const [preview, setPreview] = useState<LineMessage[]>([]);
  const [problems, setProblems] = useState<Problem[]>([]);
  const [reach, setReach] = useState<{ counted: Count | null; quota: Quota | null; problems: Problem[] }>({
    counted: null,
    quota: null,
    problems: [],
  });
  const [refused, setRefused] = useState<Problem[]>([]);
  const [notice, setNotice] = useState<{ text: string; bad: boolean } | null>(null);
  const [busy, setBusy] = useState(false);

  const content = { messages: parts };
  useAsked<{ messages: LineMessage[]; problems: Problem[] }>('Preview', { content }, (a) => {
    setPreview(a.messages);
    setProblems(a.problems);
  });
  useAsked<typeof reach>('Count', { audience }, setReach);

  // An empty field is told about when somebody tries to go on, not while they have yet to type.
  const shown = [...problems.filter((p) => p.code !== 'campaign.required'), ...refused];

  async function act(work: () => Promise<void>) {
    setBusy(true);
    setNotice(null);
    try {
      await work();
    } catch {
      setNotice({
        text: say('連線中斷，請再試一次。', 'The connection broke. Please try again.'),
        bad: true,
      });
    } finally {
      setBusy(false);
    }
  }

  async function save(): Promise<number | null> {
    const draft: Draft = { ...saved, name, content, audience };
    const answer = await ask<{ id: number; version: number }>('Save', draft);
    if ('refused' in answer) {
      setRefused(answer.refused.problems);
      setNotice({ text: answer.refused.title, bad: true });
      return null;
    }
    setRefused([]);
    setSaved(answer.ok);
    history.replaceState(null, '', `/admin/pushes/edit/${answer.ok.id}`);
    return answer.ok.id;
  }

  const onSave = () =>
    act(async () => {
      if (await save()) setNotice({ text: say('草稿已儲存。', 'Draft saved.'), bad: false });
    });
  const onNext = () =>
    act(async () => {
      const id = await save();
      if (id) location.assign(`/admin/pushes/${id}/confirm`);
    });
  const onTest = () =>
    act(async () => {
      const answer = await ask<{ delivery: number }>('Test', { content });
      if ('ok' in answer)
        setNotice({
          text: say('測試訊息已送到您的 LINE。', 'The test is on its way to your LINE.'),
          bad: false,
        });
      else {
        setRefused(answer.refused.problems);
        setNotice({ text: answer.refused.title, bad: true });
      }
    });

  return (
    <div class="row row-cards composer">
      <div class="col-lg-7">
        <div class="card mb-3">
          <div class="card-body">
            <label class="form-label" for="push-name">
              {say('推播名稱（只有您看得到）', 'Name (only you see it)')}
            </label>
            <input
              id="push-name"
              class="form-control"
              maxLength={80}
              value={name}
              placeholder={say('例：週末買一送一', 'e.g. weekend offer')}
              onInput={(e) => setName(e.currentTarget.value)}
            />
            {shown
              .filter((p) => p.path === 'name')
              .map((p) => (
                <div key={p.code} class="text-danger small mt-1" role="alert">
                  {p.text}
                </div>
              ))}
          </div>
        </div>
        <Parts parts={parts} onChange={setParts} coupons={setup.coupons} problems={shown} say={say} />
        <div class="card mb-3">
          <div class="card-header">
            <h2 class="card-title">{say('發給誰', 'Who gets it')}</h2>
          </div>
          <div class="card-body">
            <AudienceForm
              audience={audience}
              onChange={setAudience}
              tiers={setup.tiers}
              tags={setup.tags}
              problems={reach.problems}
              say={say}
            />
          </div>
          <div class="card-footer">
            <Reach count={reach.counted} quota={reach.quota} say={say} />
          </div>
        </div>
      </div>
      <div class="col-lg-5">
        <div class="composer-side">
          <Phone brand={setup.brand} messages={preview} />
          <p class="text-secondary small text-center mt-2 mb-2">
            {say(
              '預覽以「王小明、1,280 點、金卡會員、2 張券」為例',
              'Shown for “王小明”, 1,280 points, Gold, 2 coupons',
            )}
          </p>
          {notice && (
            <div
              class={`alert ${notice.bad ? 'alert-danger' : 'alert-success'} py-2`}
              role={notice.bad ? 'alert' : 'status'}
            >
              {notice.text}
            </div>
          )}
          <div class="composer-actions">
            {setup.testReady ? (
              <button type="button" class="btn" disabled={busy} onClick={onTest}>
                {say('測試給自己', 'Test on myself')}
              </button>
            ) : (
              <a class="btn" href="/admin/account#test">
                {say('設定測試帳號', 'Set up tests')}
              </a>
            )}
            <button type="button" class="btn" disabled={busy} onClick={onSave}>
              {say('儲存草稿', 'Save draft')}
            </button>
            <button type="button" class="btn btn-primary" disabled={busy} onClick={onNext}>
              {say('下一步：確認', 'Next: check')}
            </button>
          </div>
        </div>
      </div>
    </div>
  );
}

function Parts({
  parts,
  onChange,
  coupons,
  problems,
  say,
}: {
  parts: Part[];
  onChange: (parts: Part[]) => void;
  coupons: { code: string; title: string }[];
  problems: Problem[];
  say: Say;
}) {
  const blank = (kind: Part['kind']): Part => {
    if (kind === 'text') return { kind, text: '' };
    return kind === 'card' ? { kind, template: 'announcement', title: '', body: '' } : { kind, couponId: '' };
  };
  const names = {
    text: say('文字', 'Text'),
    card: say('圖文卡片', 'Card'),
    lineCoupon: say('LINE 優惠券', 'LINE coupon'),
  };
  const replace = (at: number, part: Part) => onChange(parts.map((p, i) => (i === at ? part : p)));
  return (
    <>
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a message has no name but its place.
        <div class="card mb-3" key={index}>
          <div class="card-header">
            <h2 class="card-title">{say(`第 ${index + 1} 則`, `Message ${index + 1}`)}</h2>
            <div class="card-actions d-flex gap-2">
              <div class="chips">
                {(['text', 'card', 'lineCoupon'] as const).map((kind) => (
                  <button
                    key={kind}
                    type="button"
                    class={`chip chip-sm ${part.kind === kind ? 'on' : ''}`}
                    aria-pressed={part.kind === kind}
                    onClick={() => part.kind !== kind && replace(index, blank(kind))}
                  >
                    {names[kind]}
                  </button>
                ))}
              </div>
              {parts.length > 1 && (
                <button
                  type="button"
                  class="btn-x"
                  aria-label={say(`刪除第 ${index + 1} 則`, `Remove message ${index + 1}`)}
                  onClick={() => onChange(parts.filter((_, i) => i !== index))}
                >
                  ×
                </button>
              )}
            </div>
          </div>
          <div class="card-body">
            <MessageForm
              part={part}
              path={`messages[${index}]`}
              onChange={(changed) => replace(index, changed)}
              coupons={coupons}
              problems={problems}
              say={say}
            />
          </div>
        </div>
      ))}
      {parts.length < MOST_MESSAGES && (
        <button type="button" class="btn w-100 mb-3" onClick={() => onChange([...parts, blank('card')])}>
          {say('＋ 再加一則', '+ Add a message')}
        </button>
      )}
    </>
  );
}
