import { useSignal } from '@preact/signals';
import { type CouponAnswer, type Problem, pos } from './api';
import { ProblemNote, ScanField } from './parts';
import { worth } from './SalePanel';
import { noteProblem, store } from './state';
import { day, moment, money, w } from './words';

/** Redeems a coupon without a sale: look at it first, then use it. */
export function CouponDesk() {
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const found = useSignal<{ code: string; key: string; answer: CouponAnswer; used: boolean } | null>(null);

  const run = async (work: () => Promise<void>) => {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    try {
      await work();
    } catch (e) {
      problem.value = noteProblem(e);
    } finally {
      busy.value = false;
    }
  };
  const check = (code: string) =>
    run(async () => {
      found.value = null;
      const answer = await pos<CouponAnswer>('POST', '/coupons/check', { code });
      found.value = { code, key: crypto.randomUUID(), answer, used: false };
    });
  const redeem = () =>
    run(async () => {
      const now = found.value;
      if (!now || !store.value) return;
      const answer = await pos<CouponAnswer>(
        'POST',
        '/coupons/redeem',
        { code: now.code, store: store.value.code },
        now.key,
      );
      found.value = { ...now, answer, used: true };
    });

  const c = found.value?.answer.coupon;
  return (
    <main class="desk">
      <section class="panel">
        <h1>{w('核銷優惠券', 'Redeem a coupon')}</h1>
        <ScanField
          focus
          label={w('優惠券條碼或代碼', 'Coupon QR or code')}
          action={w('查詢', 'Check')}
          busy={busy.value}
          onCode={(code) => void check(code)}
        />
        <ProblemNote problem={problem.value} />
        {c && found.value && (
          <div class={found.value.used ? 'ticket used' : 'ticket'} role="status">
            <div class="ticket-value">{worth(c)}</div>
            <div class="ticket-text">
              <h2>{c.title}</h2>
              <p>{found.value.answer.member.name}</p>
              <p class="muted">
                {c.minimumSpend > 0 &&
                  w(`消費滿 ${money(c.minimumSpend)} · `, `From ${money(c.minimumSpend)} · `)}
                {w(`${day(c.validUntil)} 前有效`, `valid until ${day(c.validUntil)}`)}
              </p>
              {c.redeemedAt && (
                <p class={found.value.used ? 'good-note' : 'problem'}>
                  {found.value.used ? w('已核銷', 'Redeemed') : w('已使用過', 'Already used')}{' '}
                  {moment(c.redeemedAt)}
                  {c.storeName && ` · ${c.storeName}`}
                </p>
              )}
            </div>
          </div>
        )}
        {found.value && c?.state === 'usable' && (
          <button type="button" class="primary big" disabled={busy.value} onClick={() => void redeem()}>
            {busy.value ? w('處理中…', 'Working…') : w('確認核銷', 'Redeem now')}
          </button>
        )}
      </section>
    </main>
  );
}
