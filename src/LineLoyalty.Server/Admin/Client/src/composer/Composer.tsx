import { useEffect, useState } from 'preact/hooks';
import { AudienceForm, Reach } from './AudienceForm';
import { ExperimentForm } from './ExperimentForm';
import { Parts } from './Parts';
import { Phone } from './Phone';
import {
  type Audience,
  ask,
  type Content,
  type Count,
  type Draft,
  type Experiment,
  type LineMessage,
  type List,
  type Named,
  type Part,
  type Problem,
  type Quota,
  type Refused,
} from './wire';
import { type Say, words } from './words';

export type Setup = {
  id: number | null;
  version: number | null;
  name: string;
  language: string;
  brand: string;
  content: Content;
  audience: Audience;
  experiment: Experiment;
  segments: Named[];
  tags: string[];
  lists: List[];
  coupons: { code: string; title: string }[];
  ratios: string[];
  most: { messages: number; cards: number; versions: number };
  testReady: boolean;
};

type Language = 'zh-TW' | 'en';
const PAUSE = 300;
const letter = (version: number) => String.fromCharCode(65 + version);

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

/** Faults of the version that is shown; those of A have no name before their place. */
function ofVersion(problems: Problem[], version: number): Problem[] {
  const prefix = `variants[${version - 1}].`;
  return version === 0
    ? problems.filter((p) => !p.path.startsWith('variants['))
    : problems
        .filter((p) => p.path.startsWith(prefix))
        .map((p) => ({ ...p, path: p.path.slice(prefix.length) }));
}

export function Composer({ setup }: { setup: Setup }) {
  const say = words(setup.language);
  const [name, setName] = useState(setup.name);
  const [versions, setVersions] = useState<Content[]>([setup.content, ...setup.experiment.variants]);
  const [version, setVersion] = useState(0);
  const [language, setLanguage] = useState<Language>('zh-TW');
  const [audience, setAudience] = useState<Audience>(setup.audience);
  const [trial, setTrial] = useState<Experiment>(setup.experiment);
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

  const content = versions[version] ?? setup.content;
  const english = language === 'en';
  const root = english ? 'english' : 'messages';
  const parts = (english ? content.english : content.messages) ?? [];
  const experiment: Experiment = { ...trial, variants: versions.slice(1) };
  useAsked<{ messages: LineMessage[]; problems: Problem[] }>('Preview', { content, language }, (a) => {
    setPreview(a.messages);
    setProblems(a.problems);
  });
  useAsked<typeof reach>('Count', { audience }, setReach);

  // An empty field is told about when somebody tries to go on, not while they have yet to type.
  const shown = [...problems.filter((p) => p.code !== 'campaign.required'), ...ofVersion(refused, version)];

  const put = (changed: Content) => setVersions(versions.map((v, i) => (i === version ? changed : v)));
  const putParts = (changed: Part[]) =>
    put(english ? { ...content, english: changed } : { ...content, messages: changed });
  const addVersion = () => {
    setVersions([...versions, structuredClone(content)]);
    setVersion(versions.length);
    if (versions.length === 1 && trial.testPercent === 100) setTrial({ ...trial, testPercent: 20 });
  };
  const dropVersion = () => {
    setVersions(versions.filter((_, i) => i !== version));
    setVersion(Math.max(0, version - 1));
  };

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

  function tell({ title, problems: told }: Refused, prefix = '') {
    setRefused(told.map((p) => ({ ...p, path: prefix + p.path })));
    setNotice({ text: title, bad: true });
  }

  async function save(): Promise<number | null> {
    const draft: Draft = { ...saved, name, content: versions[0] ?? content, audience, experiment };
    const answer = await ask<{ id: number; version: number }>('Save', draft);
    if ('refused' in answer) {
      tell(answer.refused);
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
  // Of the version and language that is shown.
  const onAsk = (handler: 'Test' | 'Check', done: string) =>
    act(async () => {
      const answer = await ask<object>(handler, { content, language });
      if ('ok' in answer) {
        setRefused([]);
        setNotice({ text: done, bad: false });
      } else {
        tell(answer.refused, version === 0 ? '' : `variants[${version - 1}].`);
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
        <div class="d-flex flex-wrap gap-3 mb-2 align-items-center">
          <Choice
            label={say('版本', 'Version')}
            of={versions.map((_, i) => [i, say(`${letter(i)} 版`, `Version ${letter(i)}`)])}
            chosen={version}
            onChoose={setVersion}
          />
          {versions.length < setup.most.versions && (
            <button type="button" class="btn btn-sm" onClick={addVersion}>
              {say('＋ A/B 版本', '+ Another version')}
            </button>
          )}
          {version > 0 && (
            <button type="button" class="btn btn-sm" onClick={dropVersion}>
              {say(`刪除 ${letter(version)} 版`, `Remove version ${letter(version)}`)}
            </button>
          )}
          <span class="ms-auto">
            <Choice
              label={say('語言', 'Language')}
              of={[
                ['zh-TW', '中文'],
                ['en', 'English'],
              ]}
              chosen={language}
              onChoose={setLanguage}
            />
          </span>
        </div>
        {english && parts.length === 0 ? (
          <EnglishStart content={content} onStart={putParts} say={say} />
        ) : (
          <Parts
            parts={parts}
            root={root}
            onChange={putParts}
            coupons={setup.coupons}
            ratios={setup.ratios}
            most={setup.most}
            problems={shown}
            say={say}
          />
        )}
        {english && parts.length > 0 && (
          <button type="button" class="btn btn-link mb-3" onClick={() => put({ messages: content.messages })}>
            {say(
              '刪除英文版，英文會員也收到中文',
              'Remove the English version: everybody gets the Chinese one',
            )}
          </button>
        )}
        <div class="card mb-3">
          <div class="card-header">
            <h2 class="card-title">{say('發給誰', 'Who gets it')}</h2>
          </div>
          <div class="card-body">
            <AudienceForm
              audience={audience}
              onChange={(changed) => {
                setAudience(changed);
                setReach({ ...reach, counted: null });
              }}
              segments={setup.segments}
              tags={setup.tags}
              lists={setup.lists}
              problems={refused}
              say={say}
            />
          </div>
          <div class="card-footer">
            <Reach count={reach.counted} quota={reach.quota} say={say} />
          </div>
        </div>
        <div class="card mb-3">
          <div class="card-header">
            <h2 class="card-title">{say('成效測試', 'What is tried out')}</h2>
          </div>
          <div class="card-body">
            <ExperimentForm experiment={experiment} onChange={setTrial} problems={refused} say={say} />
          </div>
        </div>
      </div>
      <div class="col-lg-5">
        <div class="composer-side">
          <Phone brand={setup.brand} messages={preview} />
          <p class="text-secondary small text-center mt-2 mb-2">
            {english
              ? say('英文版預覽', 'Shown for “Ming Wang”, 1,280 points, Gold, 2 coupons')
              : say(
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
            <button
              type="button"
              class="btn"
              disabled={busy}
              onClick={() => onAsk('Check', say('LINE 接受這則內容。', 'LINE would take it.'))}
            >
              {say('請 LINE 檢查', 'Let LINE check it')}
            </button>
            {setup.testReady ? (
              <button
                type="button"
                class="btn"
                disabled={busy}
                onClick={() =>
                  onAsk('Test', say('測試訊息已送到您的 LINE。', 'The test is on its way to your LINE.'))
                }
              >
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

function Choice<T extends string | number>({
  label,
  of,
  chosen,
  onChoose,
}: {
  label: string;
  of: [T, string][];
  chosen: T;
  onChoose: (value: T) => void;
}) {
  return (
    <fieldset class="chips" aria-label={label}>
      {of.map(([value, text]) => (
        <button
          key={value}
          type="button"
          class={`chip ${value === chosen ? 'on' : ''}`}
          aria-pressed={value === chosen}
          onClick={() => onChoose(value)}
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}

function EnglishStart({
  content,
  onStart,
  say,
}: {
  content: Content;
  onStart: (parts: Part[]) => void;
  say: Say;
}) {
  return (
    <div class="card mb-3">
      <div class="card-body d-flex flex-wrap gap-2 align-items-center">
        <span class="text-secondary">
          {say(
            '還沒有英文版：英文會員會收到中文內容。',
            'No English version yet: everybody gets the Chinese one.',
          )}
        </span>
        <button
          type="button"
          class="btn btn-sm ms-auto"
          onClick={() => onStart(structuredClone(content.messages))}
        >
          {say('複製中文版來翻譯', 'Copy the Chinese version to translate')}
        </button>
      </div>
    </div>
  );
}
