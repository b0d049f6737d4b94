import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { type Problem, pos, type VoucherWorth } from './api';
import { ProblemNote } from './parts';
import { noteProblem, store } from './state';
import { money, number, w } from './words';

const reasons: [string, string][] = [
  ['客人要求退費', 'The customer asked for it'],
  ['買錯', 'Bought by mistake'],
];

/** Pays back in cash what is left of a voucher that the customer paid for: first what it would be, then the deed. */
export function VoucherRefund({ code, onDone }: { code: string; onDone: () => void }) {
  const worth = useSignal<VoucherWorth | null>(null);
  const done = useSignal<{ refund: VoucherWorth; pointsTakenBack: number } | null>(null);
  const reason = useSignal(reasons[0]?.[0] ?? '');
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  /** One per intention: a repeated press is the same refund. */
  const key = useRef(crypto.randomUUID());
  const run = async (work: () => Promise<void>) => {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    try {
      await work();
    } catch (e) {
      const failure = noteProblem(e);
      if (!failure.isUncertain) key.current = crypto.randomUUID();
      problem.value = failure;
    } finally {
      busy.value = false;
    }
  };
  const ask = () =>
    run(async () => {
      worth.value = await pos<VoucherWorth>('POST', '/coupons/refund/quote', { code });
    });
  const pay = () =>
    run(async () => {
      const body = { code, store: store.value?.code ?? '', reason: reason.value.trim() };
      done.value = await pos('POST', '/coupons/refund', body, key.current);
    });

  if (done.value) {
    return (
      <div class="refund-done" role="status">
        <p class="muted">{w('請退現金給客人', 'Hand over in cash')}</p>
        <p class="huge">{money(done.value.refund.amount)}</p>
        <p>
          {w('這張券已作廢。', 'The voucher has ended.')}
          {done.value.pointsTakenBack > 0 &&
            w(
              `購買時得到的 ${number(done.value.pointsTakenBack)} 點已收回。`,
              ` ${number(done.value.pointsTakenBack)} points that its sale had earned went back.`,
            )}
        </p>
        <button type="button" class="big" onClick={onDone}>
          {w('完成', 'Done')}
        </button>
      </div>
    );
  }
  const it = worth.value;
  if (!it) {
    return (
      <>
        <ProblemNote problem={problem.value} />
        <button type="button" disabled={busy.value} onClick={() => void ask()}>
          {w('退費（退現金）', 'Refund in cash')}
        </button>
      </>
    );
  }
  return (
    <section class="stack voucher-refund" aria-label={w('退費', 'Refund')}>
      <h2>{w('退費', 'Refund')}</h2>
      <dl class="sums">
        <dt>{w('未使用部分的購買金額', 'Paid for what is left')}</dt>
        <dd>{money(it.principal)}</dd>
        {it.fee > 0 && (
          <>
            <dt>{w(`手續費 ${it.feePercent}%`, `Fee ${it.feePercent}%`)}</dt>
            <dd>{money(-it.fee)}</dd>
          </>
        )}
        <dt>
          <strong>{w('應退現金', 'To pay back')}</strong>
        </dt>
        <dd>
          <strong>{money(it.amount)}</strong>
        </dd>
      </dl>
      <label for="refund-reason">{w('原因', 'Reason')}</label>
      <input
        id="refund-reason"
        list="refund-reasons"
        maxLength={200}
        value={reason.value}
        disabled={busy.value}
        onInput={(e) => {
          reason.value = e.currentTarget.value;
        }}
      />
      <datalist id="refund-reasons">
        {reasons.map(([zh, en]) => (
          <option key={zh} value={w(zh, en)} />
        ))}
      </datalist>
      <ProblemNote problem={problem.value} />
      <button
        type="button"
        class="primary big danger"
        disabled={busy.value || !reason.value.trim()}
        onClick={() => void pay()}
      >
        {busy.value
          ? w('處理中…', 'Working…')
          : w(`退 ${money(it.amount)}，這張券作廢`, `Pay back ${money(it.amount)} and end the voucher`)}
      </button>
    </section>
  );
}
