import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Adjusted, type AdjustRules, type Member, type Problem, pos } from './api';
import { followRequests, noteRequest, requests } from './asked';
import { Dialog, ProblemNote } from './parts';
import { noteProblem, setPoints, store } from './state';
import { moment, number, w } from './words';

/** Gives or takes points by hand; above the clerk's limit it asks a manager instead. */
export function AdjustDialog({ m, onClose }: { m: Member; onClose: () => void }) {
  const rules = useSignal<AdjustRules | null>(null);
  const take = useSignal(false);
  const typed = useSignal('');
  const reason = useSignal('');
  const note = useSignal('');
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const done = useSignal<Adjusted | null>(null);
  /** One per intention: a repeated press is the same correction. */
  const sent = useSignal<{ key: string; body: string } | null>(null);
  useEffect(() => {
    void followRequests();
    pos<AdjustRules>('GET', '/adjustments/rules')
      .then((found) => {
        rules.value = found;
        reason.value = found.reasons[0]?.code ?? '';
      })
      .catch((e) => {
        problem.value = noteProblem(e);
      });
  }, [rules, reason, problem]);
  const points = Number(typed.value);
  const valid =
    Number.isInteger(points) && points > 0 && (reason.value !== 'other' || note.value.trim() !== '');
  const limits = rules.value?.limits;
  const over = limits && points > Math.min(limits.perTime, limits.leftToday);
  const send = async () => {
    busy.value = true;
    problem.value = null;
    const body = {
      points: take.value ? -points : points,
      reason: reason.value,
      store: store.value?.code ?? '',
      ...(note.value.trim() ? { note: note.value.trim() } : {}),
      ...(over ? { ask: true } : {}),
    };
    const text = JSON.stringify(body);
    if (sent.value?.body !== text) sent.value = { key: crypto.randomUUID(), body: text };
    try {
      const answer = await pos<Adjusted>('POST', `/members/${m.ref}/points`, body, sent.value.key);
      done.value = answer;
      if (answer.points === null)
        noteRequest({
          id: answer.adjustment.id,
          who: m.name,
          points: body.points,
          state: 'waiting',
          decision: null,
        });
      if (answer.points !== null) setPoints(m.ref, answer.points);
    } catch (e) {
      const failure = noteProblem(e);
      if (!failure.isUncertain) sent.value = null;
      problem.value = failure;
    } finally {
      busy.value = false;
    }
  };
  return (
    <Dialog title={w('調整點數', 'Change points')} onClose={onClose}>
      {done.value ? (
        <div class="stack" role="status">
          <p class="good-note">
            {done.value.points === null
              ? w(
                  `已送交主管核可，${moment(done.value.adjustment.until ?? '')} 前有效。`,
                  `A manager has been asked; the request holds until ${moment(done.value.adjustment.until ?? '')}.`,
                )
              : w(
                  `已調整，目前可用 ${number(done.value.points)} 點。`,
                  `Done: ${number(done.value.points)} points can be used now.`,
                )}
          </p>
          <button type="button" class="primary big" onClick={onClose}>
            {w('完成', 'Done')}
          </button>
        </div>
      ) : (
        <form
          class="stack"
          onSubmit={(e) => {
            e.preventDefault();
            if (valid && !busy.value) void send();
          }}
        >
          <p class="muted">
            {m.name} · {w('可用點數', 'Points')} {number(m.points)}
          </p>
          <fieldset class="ways">
            <legend>{w('給點或扣點', 'Give or take')}</legend>
            <button type="button" aria-pressed={!take.value} onClick={() => (take.value = false)}>
              {w('給點', 'Give')}
            </button>
            <button type="button" aria-pressed={take.value} onClick={() => (take.value = true)}>
              {w('扣點', 'Take')}
            </button>
          </fieldset>
          <label for="adjust-points">
            {w('點數', 'Points')}
            {limits && (
              <small class="muted">
                {' '}
                {w(
                  `單次上限 ${number(limits.perTime)}，今日還可調整 ${number(limits.leftToday)}`,
                  `at most ${number(limits.perTime)} at once, ${number(limits.leftToday)} left today`,
                )}
              </small>
            )}
          </label>
          <input
            id="adjust-points"
            inputMode="numeric"
            value={typed.value}
            onInput={(e) => {
              typed.value = e.currentTarget.value.trim();
            }}
          />
          <label for="adjust-reason">{w('原因', 'Reason')}</label>
          <select
            id="adjust-reason"
            value={reason.value}
            onChange={(e) => {
              reason.value = e.currentTarget.value;
            }}
          >
            {rules.value?.reasons.map((r) => (
              <option key={r.code} value={r.code}>
                {r.text}
              </option>
            ))}
          </select>
          <label for="adjust-note">
            {reason.value === 'other' ? w('說明', 'Note') : w('說明（可不填）', 'Note (optional)')}
          </label>
          <input
            id="adjust-note"
            maxLength={160}
            value={note.value}
            onInput={(e) => {
              note.value = e.currentTarget.value;
            }}
          />
          <ProblemNote problem={problem.value} />
          <button type="submit" class="primary big" disabled={busy.value || !valid || !rules.value}>
            {busy.value
              ? w('處理中…', 'Working…')
              : over
                ? w('超過上限，送主管核可', 'Above the limit: ask a manager')
                : w('確認調整', 'Change')}
          </button>
          <Requests />
        </form>
      )}
    </Dialog>
  );
}

/** What became of the requests that went to a manager. */
function Requests() {
  if (requests.value.length === 0) return null;
  const words = {
    booked: w('已入帳', 'booked'),
    waiting: w('等主管核可', 'waiting'),
    approved: w('主管已核可', 'approved'),
    rejected: w('主管未同意', 'refused'),
    expired: w('逾時未處理', 'expired'),
  };
  return (
    <section class="requests" aria-label={w('送出的申請', 'Requests sent')}>
      <h3>{w('送出的申請', 'Requests sent')}</h3>
      <ul class="plain">
        {requests.value.map((r) => (
          <li key={r.id}>
            <span>
              {r.who} {r.points > 0 ? '+' : ''}
              {number(r.points)}
              {r.decision && <small>{r.decision}</small>}
            </span>
            <strong>{words[r.state]}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
