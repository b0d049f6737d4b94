import { useSignal } from '@preact/signals';
import { type Earned, type Problem, type Purchase, pos, type RefundResult } from './api';
import { ProblemNote, ScanField } from './parts';
import { type KeptSale, noteProblem, now, sales, store } from './state';
import { Why } from './Why';
import { moment, money, number, w } from './words';

const reasons: [string, string][] = [
  ['商品瑕疵', 'Faulty goods'],
  ['顧客改變心意', 'Changed mind'],
  ['結帳錯誤', 'Till mistake'],
];

export function RefundDesk() {
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const sale = useSignal<Purchase | null>(null);
  const earned = useSignal<Earned[]>([]);
  const back = useSignal<Record<number, number>>({});
  const reason = useSignal(reasons[0]?.[0] ?? '');
  const sent = useSignal<{ key: string; body: unknown } | null>(null);
  const done = useSignal<RefundResult | null>(null);
  const sure = useSignal(false);

  const open = async (query: string) => {
    busy.value = true;
    problem.value = null;
    sale.value = null;
    done.value = null;
    sent.value = null;
    back.value = {};
    sure.value = false;
    try {
      const found = await pos<{ purchase: Purchase; earned: Earned[] }>('GET', `/purchases${query}`);
      earned.value = found.earned;
      sale.value = found.purchase;
    } catch (e) {
      problem.value = noteProblem(e);
    } finally {
      busy.value = false;
    }
  };
  const openReceipt = (number: string) =>
    open(`?store=${encodeURIComponent(store.value?.code ?? '')}&receiptNumber=${encodeURIComponent(number)}`);

  const refund = async (whole: boolean) => {
    const of = sale.value;
    if (!of || busy.value) return;
    busy.value = true;
    problem.value = null;
    try {
      sent.value ??= {
        key: crypto.randomUUID(),
        body: {
          refundNumber: `R-${crypto.randomUUID().slice(0, 8)}`,
          reason: reason.value.trim(),
          occurredAt: now().toISOString(),
          ...(whole
            ? {}
            : {
                lines: Object.entries(back.value)
                  .filter(([, quantity]) => quantity > 0)
                  .map(([line, quantity]) => ({ line: Number(line), quantity })),
              }),
        },
      };
      done.value = await pos<RefundResult>(
        'POST',
        `/purchases/${of.id}/refunds`,
        sent.value.body,
        sent.value.key,
      );
      sent.value = null;
    } catch (e) {
      const failure = noteProblem(e);
      // Without an answer the same return goes out again; with one, the next try is a new return.
      if (!failure.isUncertain) sent.value = null;
      problem.value = failure;
    } finally {
      busy.value = false;
    }
  };

  const of = sale.value;
  const chosen = Object.values(back.value).some((q) => q > 0);
  const locked = busy.value || !!sent.value;
  return (
    <main class="desk">
      <section class="panel">
        <h1>{w('查詢消費、退貨', 'Find a sale, refund')}</h1>
        <ScanField
          focus
          label={w('收據號碼', 'Receipt number')}
          action={w('查詢', 'Find')}
          busy={locked}
          onCode={(code) => void openReceipt(code)}
        />
        <ProblemNote problem={problem.value} />
        {done.value ? (
          <div class="refund-done" role="status">
            <p class="muted">{w('應退金額', 'Pay back')}</p>
            <p class="huge">{money(done.value.refund.amount)}</p>
            <ul class="plain">
              {done.value.refund.pointsTakenBack > 0 && (
                <li>
                  {w('收回點數', 'Points taken back')} {number(done.value.refund.pointsTakenBack)}
                </li>
              )}
              {done.value.refund.pointsGivenBack > 0 && (
                <li>
                  {w('退還點數', 'Points given back')} {number(done.value.refund.pointsGivenBack)}
                </li>
              )}
              {done.value.refund.couponReturned && <li>{w('優惠券已退還', 'Coupon returned')}</li>}
              {done.value.member && (
                <li>
                  {w('會員點數餘額', 'Member’s balance')} {number(done.value.member.points)}
                </li>
              )}
            </ul>
          </div>
        ) : of ? (
          <>
            <p>
              <strong>{of.receiptNumber}</strong> · {moment(of.occurredAt)} · {w('實付', 'paid')}{' '}
              {money(of.paid)}
              {of.refunded > 0 && w(`（已退 ${money(of.refunded)}）`, ` (${money(of.refunded)} refunded)`)}
            </p>
            {of.pointsEarned > 0 && (
              <p>
                {w(`這筆得 ${number(of.pointsEarned)} 點`, `It earned ${number(of.pointsEarned)} points`)}
              </p>
            )}
            <Why points={of.pointsEarned} earned={earned.value} />
            <ul class="lines">
              {of.lines.map((l) => {
                const left = l.quantity - l.refundedQuantity;
                const quantity = back.value[l.line] ?? 0;
                const set = (to: number) => {
                  back.value = { ...back.value, [l.line]: to };
                };
                return (
                  <li key={l.line}>
                    <span class="line-name">
                      {l.name}
                      <small>
                        {money(l.amount)} · {w(`可退 ${left}`, `${left} left`)}
                      </small>
                    </span>
                    <span class="stepper">
                      <button
                        type="button"
                        aria-label={w(`少退 ${l.name}`, `Fewer ${l.name}`)}
                        disabled={locked || quantity === 0}
                        onClick={() => set(quantity - 1)}
                      >
                        −
                      </button>
                      <output>{quantity}</output>
                      <button
                        type="button"
                        aria-label={w(`多退 ${l.name}`, `More ${l.name}`)}
                        disabled={locked || quantity >= left}
                        onClick={() => set(quantity + 1)}
                      >
                        ＋
                      </button>
                    </span>
                  </li>
                );
              })}
            </ul>
            <label for="reason">{w('原因', 'Reason')}</label>
            <input
              id="reason"
              list="reasons"
              maxLength={200}
              value={reason.value}
              disabled={locked}
              onInput={(e) => {
                reason.value = e.currentTarget.value;
              }}
            />
            <datalist id="reasons">
              {reasons.map(([zh, en]) => (
                <option key={zh} value={w(zh, en)} />
              ))}
            </datalist>
            <button
              type="button"
              class="primary big danger"
              disabled={
                busy.value || !reason.value.trim() || of.lines.every((l) => l.refundedQuantity >= l.quantity)
              }
              onClick={() => {
                // Who only looks a sale up must not give it back with one tap.
                if (chosen || sure.value || sent.value) void refund(!chosen);
                else sure.value = true;
              }}
            >
              {busy.value
                ? w('處理中…', 'Working…')
                : sent.value
                  ? w('再試一次', 'Try again')
                  : chosen
                    ? w('退所選品項', 'Refund the chosen items')
                    : sure.value
                      ? w(
                          `確定整筆退 ${money(of.paid - of.refunded)}`,
                          `Yes, refund ${money(of.paid - of.refunded)}`,
                        )
                      : w('整筆退貨', 'Refund the whole sale')}
            </button>
          </>
        ) : (
          <RecentSales sales={sales.value} onOpen={(s) => void open(`/${s.id}`)} />
        )}
      </section>
    </main>
  );
}

function RecentSales(props: { sales: KeptSale[]; onOpen: (sale: KeptSale) => void }) {
  if (props.sales.length === 0) return null;
  return (
    <>
      <h2>{w('此裝置最近的消費', 'Recent sales on this device')}</h2>
      <ul class="lines">
        {props.sales.map((s) => (
          <li key={s.id}>
            <button type="button" class="choice" onClick={() => props.onOpen(s)}>
              <span>
                {s.receiptNumber}
                <small>{moment(s.at)}</small>
              </span>
              <strong>{money(s.paid)}</strong>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
