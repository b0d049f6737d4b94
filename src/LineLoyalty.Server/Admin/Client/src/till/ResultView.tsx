import { useEffect, useRef } from 'preact/hooks';
import type { SaleResult } from './api';
import { hasKeyboard } from './identify';
import { clearSale, type KeptOffline, lines, payment, proposeReceipt, result, wasRecorded } from './state';
import { Stamps, Why } from './Why';
import { money, number, w } from './words';

/** Enter goes on to the next customer. */
function Next() {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (hasKeyboard()) button.current?.focus();
  }, []);
  return (
    <button ref={button} type="button" class="primary big" onClick={clearSale}>
      {w('下一筆', 'Next sale')}
    </button>
  );
}

/** What to give back of the notes that customers hand over. */
function Change({ due }: { due: number }) {
  const notes = [100, 200, 500, 1000, 2000].filter((n) => n > due).slice(0, 3);
  if (payment.value !== 'cash' || due <= 0 || notes.length === 0) return null;
  return (
    <ul class="change" aria-label={w('找零', 'Change')}>
      {notes.map((n) => (
        <li key={n}>
          <small>{w(`收 ${number(n)}`, `of ${number(n)}`)}</small>
          <strong>{w(`找 ${number(n - due)}`, number(n - due))}</strong>
        </li>
      ))}
    </ul>
  );
}

export function KeptView({ kept }: { kept: KeptOffline }) {
  return (
    <main class="desk">
      <section class="panel result">
        <div role="status">
          <h1 class="done">{w('已記下這筆（離線）', 'Sale kept (offline)')}</h1>
          <p class="huge">{money(kept.amount)}</p>
          <p class="muted">{kept.receiptNumber}</p>
        </div>
        <Change due={kept.amount} />
        <p class="warn-note">
          {kept.who
            ? w(
                '請告訴客人：連線後會自動補傳，點數稍後入帳。',
                'Tell the customer: it is sent when the server is back, and the points follow.',
              )
            : w('連線後會自動補傳。', 'It is sent when the server is back.')}
        </p>
        <Next />
      </section>
    </main>
  );
}

export function ResultView({ answer }: { answer: SaleResult }) {
  const { purchase, member: after } = answer;
  return (
    <main class="desk">
      <section class="panel result">
        <div role="status">
          <h1 class={wasRecorded.value ? '' : 'done'}>
            {wasRecorded.value
              ? w(
                  '這個收據號碼先前已登錄，以下是原來的結果',
                  'This receipt was recorded before; this is its result',
                )
              : w('結帳完成', 'Sale recorded')}
          </h1>
          <p class="huge">{money(purchase.paid)}</p>
          <p class="muted">{purchase.receiptNumber}</p>
        </div>
        {!wasRecorded.value && <Change due={purchase.paid} />}
        {purchase.total !== purchase.paid && (
          <dl class="sums">
            <dt>{w('小計', 'Subtotal')}</dt>
            <dd>{money(purchase.total)}</dd>
            {purchase.tierDiscount > 0 && (
              <>
                <dt>{w('等級折扣', 'Level discount')}</dt>
                <dd>−{money(purchase.tierDiscount)}</dd>
              </>
            )}
            {purchase.discount > 0 && (
              <>
                <dt>{answer.coupon?.title ?? w('優惠券', 'Coupon')}</dt>
                <dd>−{money(purchase.discount)}</dd>
              </>
            )}
            {purchase.pointsRedeemed > 0 && (
              <>
                <dt>
                  {w(
                    `折抵 ${number(purchase.pointsRedeemed)} 點`,
                    `${number(purchase.pointsRedeemed)} points`,
                  )}
                </dt>
                <dd>−{money(purchase.pointsDiscount)}</dd>
              </>
            )}
          </dl>
        )}
        {after && (
          <div class="member-facts">
            <div class="fact">
              <small>{w('本次獲得', 'Earned')}</small>
              <strong>+{number(purchase.pointsEarned)}</strong>
            </div>
            <div class="fact">
              <small>{w('點數餘額', 'Balance')}</small>
              <strong>{number(after.points)}</strong>
            </div>
            <div class="fact">
              <small>{w('等級', 'Tier')}</small>
              <strong>{after.tier.name}</strong>
            </div>
          </div>
        )}
        <Stamps of={answer.stamps ?? []} />
        {after && <Why points={purchase.pointsEarned} earned={answer.earned ?? []} />}
        {after?.tierChanged && (
          <p class="good-note">
            {w(
              `等級由${after.tierChanged.from.name}變更為${after.tierChanged.to.name}`,
              `Tier changed from ${after.tierChanged.from.name} to ${after.tierChanged.to.name}`,
            )}
          </p>
        )}
        {wasRecorded.value && lines.value.length > 0 && (
          <button
            type="button"
            class="big"
            onClick={() => {
              proposeReceipt();
              result.value = null;
            }}
          >
            {w('換新號碼，回到本筆消費', 'Back to this sale with a new number')}
          </button>
        )}
        <Next />
      </section>
    </main>
  );
}
