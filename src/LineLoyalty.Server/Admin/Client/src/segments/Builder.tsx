import { useEffect, useState } from 'preact/hooks';
import { number, words } from '../composer/words';
import { GroupBox } from './GroupBox';
import { type Answer, ask, type Group, type Problem, type Reason, type Setup } from './wire';

const PAUSE = 350;

/** The page: a tree of conditions at the left; at the right who fits, counted again a moment after each change. */
export function Builder({ setup }: { setup: Setup }) {
  const say = words(setup.language);
  const [name, setName] = useState(setup.name);
  const [rule, setRule] = useState<Group>(setup.rule);
  const [saved, setSaved] = useState({ id: setup.id, version: setup.version });
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [counting, setCounting] = useState(true);
  const [refused, setRefused] = useState<Problem[]>([]);
  const [notice, setNotice] = useState<{ text: string; bad: boolean } | null>(null);
  const [busy, setBusy] = useState(false);
  const [reason, setReason] = useState<{ name: string; reason: Reason } | null>(null);

  const key = JSON.stringify(rule);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rule is compared by what it says.
  useEffect(() => {
    const stop = new AbortController();
    setCounting(true);
    setReason(null);
    const timer = setTimeout(async () => {
      try {
        const got = await ask<Answer>('Count', { rule }, stop.signal);
        if ('ok' in got) setAnswer(got.ok);
        setCounting(false);
      } catch {
        // Typing went on, or the connection is gone: the next change asks again.
      }
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [key]);

  const save = async () => {
    setBusy(true);
    setNotice(null);
    setRefused([]);
    try {
      const got = await ask<{ id: number; version: number }>('Save', { ...saved, name, rule });
      if ('ok' in got) {
        setSaved(got.ok);
        history.replaceState(null, '', `/admin/segments/edit/${got.ok.id}`);
        setNotice({ text: say('已儲存。', 'Saved.'), bad: false });
      } else {
        setRefused(got.refused.problems);
        setNotice({ text: got.refused.title, bad: true });
      }
    } catch {
      setNotice({ text: say('連線中斷，請再試一次。', 'The connection is gone; try again.'), bad: true });
    }
    setBusy(false);
  };

  const explain = async (member: { ref: string; name: string }) => {
    const got = await ask<Reason>('Explain', { rule, member: member.ref });
    if ('ok' in got) setReason({ name: member.name, reason: got.ok });
  };

  const problems = [...(answer?.problems ?? []), ...refused];
  const nameProblem = refused.find((p) => p.path === 'name');
  return (
    <div class="row row-cards">
      <div class="col-lg-8">
        <div class="card mb-3">
          <div class="card-body">
            <label class="form-label" for="segment-name">
              {say('分眾名稱', 'Name')}
            </label>
            <input
              id="segment-name"
              class={`form-control ${nameProblem ? 'is-invalid' : ''}`}
              maxLength={80}
              value={name}
              onInput={(e) => setName(e.currentTarget.value)}
              placeholder={say('例：近三個月沒回來的金卡會員', 'e.g. Gold members away for three months')}
            />
            {nameProblem && <div class="invalid-feedback">{nameProblem.text}</div>}
          </div>
        </div>
        <GroupBox
          group={rule}
          path="rule"
          depth={1}
          setup={setup}
          problems={problems}
          say={say}
          onChange={setRule}
        />
      </div>
      <div class="col-lg-4">
        <div class="segment-side">
          <div class="card mb-3">
            <div class="card-body" aria-live="polite">
              <div class={`big-count ${counting ? 'text-secondary' : ''}`}>
                <strong class="num" data-total>
                  {answer?.count ? number(answer.count.total) : '–'}
                </strong>
                {say('位會員符合', 'members fit')}
              </div>
              {answer?.count && (
                <div class="text-secondary small">
                  {say(
                    `其中 ${number(answer.count.reachable)} 位可收到推播`,
                    `${number(answer.count.reachable)} of them can get a push`,
                  )}
                </div>
              )}
              {answer?.words && <p class="segment-words">{answer.words}</p>}
              {notice && (
                <div class={`alert ${notice.bad ? 'alert-danger' : 'alert-success'} mt-3 mb-0`} role="status">
                  {notice.text}
                </div>
              )}
              <button type="button" class="btn btn-primary w-100 mt-3" disabled={busy} onClick={save}>
                {say('儲存分眾', 'Save segment')}
              </button>
            </div>
          </div>
          {answer?.sample && answer.sample.length > 0 && (
            <div class="card">
              <div class="card-header">
                <h2 class="card-title">{say('符合的會員（舉例）', 'Some of them')}</h2>
              </div>
              <div class="list-group list-group-flush">
                {answer.sample.map((m) => (
                  <div key={m.ref} class="list-group-item d-flex align-items-center gap-2">
                    <a href={`/admin/members/${m.ref}`} class="text-truncate flex-fill">
                      {m.name}
                    </a>
                    <button type="button" class="btn btn-sm" onClick={() => explain(m)}>
                      {say('為什麼？', 'Why?')}
                    </button>
                  </div>
                ))}
              </div>
              {reason && (
                <div class="card-body" data-reason>
                  <div class="fw-medium mb-2">
                    {say(`${reason.name} 符合，因為：`, `${reason.name} fits because:`)}
                  </div>
                  <Why reason={reason.reason} say={say} />
                </div>
              )}
            </div>
          )}
        </div>
      </div>
    </div>
  );
}

function Why({ reason, say }: { reason: Reason; say: (zh: string, en: string) => string }) {
  if (reason.group === null) {
    return (
      <div class="why">
        <span
          class={`i ${reason.holds ? 'icon-check text-success' : 'icon-dot text-secondary'}`}
          aria-hidden="true"
        />
        <span>
          {reason.words}
          {reason.actual && (
            <span class="text-secondary">
              {say(`（實際：${reason.actual}）`, ` (has: ${reason.actual})`)}
            </span>
          )}
        </span>
      </div>
    );
  }
  const heading = {
    all: say('以下全部符合', 'all of these'),
    any: say('以下任一符合', 'any of these'),
    none: say('以下皆不符合', 'none of these'),
  }[reason.group];
  return (
    <div class="why-group">
      <div class="text-secondary small">{heading}</div>
      {reason.parts.map((part) => (
        <Why key={part.words} reason={part} say={say} />
      ))}
    </div>
  );
}
