import type { SaleResult } from './api';
import { clearSale, lines, proposeReceipt, result, wasRecorded } from './state';
import { money, number, w } from './words';

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
                {w(`折抵 ${number(purchase.pointsRedeemed)} 點`, `${number(purchase.pointsRedeemed)} points`)}
              </dt>
              <dd>−{money(purchase.pointsDiscount)}</dd>
            </>
          )}
        </dl>
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
        <button type="button" class="primary big" onClick={clearSale}>
          {w('下一筆', 'Next sale')}
        </button>
      </section>
    </main>
  );
}
