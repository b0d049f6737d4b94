import { useSignal } from '@preact/signals';
import { type CheckedCoupon, type CouponAnswer, type HoldAnswer, type Problem, pos } from './api';
import { worth } from './CouponChoice';
import { ProblemNote, ScanField } from './parts';
import { noteProblem, scopes, store } from './state';
import { VoucherRefund } from './VoucherRefund';
import { day, moment, money, number, w } from './words';

interface Found {
  code: string;
  /** One per intention: a repeated press is the same redemption. */
  key: string;
  coupon: CheckedCoupon;
  owner: string;
  used: boolean;
  hold: HoldAnswer['hold'] | null;
}

const NEVER = '9999';

/** Redeems a coupon without a sale: look at it first, then use it, or keep it for ten minutes while the customer decides. */
export function CouponDesk() {
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const found = useSignal<Found | null>(null);
  const units = useSignal(1);

  const run = async (work: () => Promise<void>) => {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    try {
      await work();
    } catch (e) {
      const failure = noteProblem(e);
      // What was refused is asked anew; an answer that was lost on its way is the same redemption.
      if (!failure.isUncertain && found.value) found.value = { ...found.value, key: crypto.randomUUID() };
      problem.value = failure;
    } finally {
      busy.value = false;
    }
  };
  const check = (code: string) =>
    run(async () => {
      found.value = null;
      units.value = 1;
      const { coupon, member } = await pos<CouponAnswer>('POST', '/coupons/check', { code });
      found.value = { code, key: crypto.randomUUID(), coupon, owner: member.name, used: false, hold: null };
    });
  const body = (now: Found) => ({ code: now.code, store: store.value?.code ?? '', units: units.value });
  const redeem = () =>
    run(async () => {
      const now = found.value;
      if (!now || !store.value) return;
      const { coupon } = await pos<CouponAnswer>('POST', '/coupons/redeem', body(now), now.key);
      found.value = { ...now, coupon, used: true };
    });
  const reserve = () =>
    run(async () => {
      const now = found.value;
      if (!now || !store.value) return;
      const { coupon, hold } = await pos<HoldAnswer>('POST', '/coupons/reserve', body(now), now.key);
      found.value = { ...now, coupon, hold };
    });
  const end = (how: 'commit' | 'cancel') =>
    run(async () => {
      const now = found.value;
      if (!now?.hold) return;
      const { coupon, hold } = await pos<HoldAnswer>('POST', `/coupons/holds/${now.hold.ref}/${how}`);
      found.value = { ...now, key: crypto.randomUUID(), coupon, used: hold.state === 'used', hold: null };
    });

  const now = found.value;
  const c = now?.coupon;
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
        {now && c && <Ticket found={now} />}
        {now && c?.state === 'usable' && !now.used && !now.hold && (
          <>
            {c.usesLeft > 1 && (
              <Units
                left={c.usesLeft}
                money={c.holdsMoney}
                value={units.value}
                onChange={(n) => {
                  units.value = n;
                }}
              />
            )}
            <button type="button" class="primary big" disabled={busy.value} onClick={() => void redeem()}>
              {busy.value ? w('處理中…', 'Working…') : w('確認核銷', 'Redeem now')}
            </button>
            <button type="button" disabled={busy.value} onClick={() => void reserve()}>
              {w('先保留 10 分鐘', 'Keep it for 10 minutes')}
            </button>
            {c.paid && scopes.value.includes('refunds') && (
              <VoucherRefund
                key={now.code}
                code={now.code}
                onDone={() => {
                  found.value = null;
                }}
              />
            )}
          </>
        )}
        {now?.hold && (
          <>
            <p class="good-note" role="status">
              {w(
                `已保留至 ${moment(now.hold.until ?? '')}，其他收銀機不能使用。`,
                `Kept until ${moment(now.hold.until ?? '')}; no other till can use it.`,
              )}
            </p>
            <button
              type="button"
              class="primary big"
              disabled={busy.value}
              onClick={() => void end('commit')}
            >
              {busy.value ? w('處理中…', 'Working…') : w('確認核銷', 'Redeem now')}
            </button>
            <button type="button" disabled={busy.value} onClick={() => void end('cancel')}>
              {w('取消保留', 'Let it go')}
            </button>
          </>
        )}
      </section>
    </main>
  );
}

function Ticket({ found }: { found: Found }) {
  const { coupon: c, owner, used } = found;
  return (
    <div class={used ? 'ticket used' : 'ticket'} role="status">
      <div class="ticket-value">{worth(c)}</div>
      <div class="ticket-text">
        <h2>{c.title}</h2>
        <p>{owner}</p>
        {c.rules.length > 0 ? (
          <ul class="muted">
            {c.rules.map((rule) => (
              <li key={rule}>{rule}</li>
            ))}
          </ul>
        ) : null}
        {!c.validUntil.startsWith(NEVER) && (
          <p class="muted">{w(`${day(c.validUntil)} 前有效`, `valid until ${day(c.validUntil)}`)}</p>
        )}
        {c.reservedUntil && !found.hold && (
          <p class="problem">
            {w(
              `另一台收銀機保留至 ${moment(c.reservedUntil)}`,
              `Another till keeps it until ${moment(c.reservedUntil)}`,
            )}
          </p>
        )}
        {c.redeemedAt && (
          <p class={used ? 'good-note' : c.state === 'usable' ? 'muted' : 'problem'}>
            {used
              ? w('已核銷', 'Redeemed')
              : c.state === 'usable'
                ? w('上次使用', 'Last used')
                : w('已使用過', 'Already used')}{' '}
            {moment(c.redeemedAt)}
            {c.storeName && ` · ${c.storeName}`}
          </p>
        )}
        {used && c.uses > 1 && (
          <p class="good-note">
            {c.holdsMoney
              ? w(`餘額 ${money(c.usesLeft)}`, `${money(c.usesLeft)} left`)
              : w(
                  `剩 ${number(c.usesLeft)}／${number(c.uses)}`,
                  `${number(c.usesLeft)} of ${number(c.uses)} left`,
                )}
          </p>
        )}
      </div>
    </div>
  );
}

function Units(props: { left: number; money: boolean; value: number; onChange: (n: number) => void }) {
  const set = (n: number) => props.onChange(Math.min(props.left, Math.max(1, Math.trunc(n) || 1)));
  return (
    <div class="option">
      <label class="option-name" for="units">
        {props.money ? w('使用金額', 'Amount') : w('這次使用', 'Uses now')}
        <small>
          {props.money
            ? w(`餘額 ${money(props.left)}`, `${money(props.left)} left`)
            : w(`剩 ${number(props.left)}`, `${number(props.left)} left`)}
        </small>
      </label>
      <input
        id="units"
        class="receipt"
        type="number"
        inputMode="numeric"
        min={1}
        max={props.left}
        value={props.value}
        onInput={(e) => set(e.currentTarget.valueAsNumber)}
      />
    </div>
  );
}
