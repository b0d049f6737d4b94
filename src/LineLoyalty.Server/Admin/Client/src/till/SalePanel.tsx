import { useSignal } from '@preact/signals';
import { Catalogue } from './Catalogue';
import { CouponChoice } from './CouponChoice';
import { Dialog, ProblemNote, ScanField } from './parts';
import { quote, quoteProblem } from './quote';
import {
  away,
  changeQuantity,
  dropPending,
  keepPending,
  lines,
  member,
  pay,
  paying,
  payment,
  pending,
  points,
  receipt,
  rules,
  saleProblem,
  spendCode,
  total,
} from './state';
import { Stamps, Why } from './Why';
import { money, number, w } from './words';

export function SalePanel() {
  const locked = paying.value || !!pending.value;
  const price = away.value ? null : quote.value;
  const sum = away.value ? total.value : price?.paid;
  const code = receipt.value.trim();
  const ready =
    lines.value.length > 0 &&
    sum !== undefined &&
    /^[\x21-\x7e]{1,40}$/.test(code) &&
    (away.value || points.value === 0 || spendCode.value.trim() !== '');
  return (
    <>
      <Catalogue locked={locked} />
      <section class="panel sale" aria-label={w('本筆消費', 'This sale')}>
        <h2>{w('本筆消費', 'This sale')}</h2>
        {pending.value && !paying.value && <PendingNote />}
        {lines.value.length === 0 ? (
          <p class="muted hint">{w('點選商品，或輸入自訂金額。', 'Choose products, or type an amount.')}</p>
        ) : (
          <ul class="lines">
            {lines.value.map((l) => (
              <li key={l.id}>
                <span class="line-name">
                  {l.name}
                  <small>{money(l.price)}</small>
                </span>
                <span class="stepper">
                  <button
                    type="button"
                    aria-label={w(`減少 ${l.name}`, `Fewer ${l.name}`)}
                    disabled={locked}
                    onClick={() => changeQuantity(l.id, -1)}
                  >
                    −
                  </button>
                  <output>{l.quantity}</output>
                  <button
                    type="button"
                    aria-label={w(`增加 ${l.name}`, `More ${l.name}`)}
                    disabled={locked}
                    onClick={() => changeQuantity(l.id, 1)}
                  >
                    ＋
                  </button>
                </span>
                <strong class="line-amount">{money(l.price * l.quantity)}</strong>
              </li>
            ))}
          </ul>
        )}
        {away.value ? (
          <p class="warn-note">
            {w(
              '離線中：請收原價。會員點數會在連線後補入；優惠券、點數折抵和等級折扣暫停使用。',
              'Offline: take the full price. Points come later; coupons, points and level discounts are paused.',
            )}
          </p>
        ) : (
          <>
            <CouponChoice locked={locked} />
            <PointsChoice locked={locked} />
          </>
        )}
        <PaymentChoice locked={locked} />
        <ProblemNote problem={saleProblem.value ?? quoteProblem.value} />
        <dl class="sums">
          <dt>{w('小計', 'Subtotal')}</dt>
          <dd>{money(total.value)}</dd>
          {price?.tierDiscount && price.tierDiscount.amount > 0 && (
            <>
              <dt title={price.tierDiscount.why}>
                {price.tierDiscount.tier.name}
                {w(' 折扣', ' discount')}
                {price.tierDiscount.limit === 'sale' && <small> {w('已達每筆上限', 'most per sale')}</small>}
                {price.tierDiscount.limit === 'month' && (
                  <small> {w('已達本月上限', 'most this month')}</small>
                )}
              </dt>
              <dd>−{money(price.tierDiscount.amount)}</dd>
            </>
          )}
          {price && price.discount > 0 && (
            <>
              <dt>{w('優惠券', 'Coupon')}</dt>
              <dd>−{money(price.discount)}</dd>
            </>
          )}
          {price && price.pointsDiscount > 0 && (
            <>
              <dt>{w('點數折抵', 'Points')}</dt>
              <dd>−{money(price.pointsDiscount)}</dd>
            </>
          )}
        </dl>
        {price && <Stamps of={price.stamps} />}
        {price && member.value && (
          <Why points={price.pointsEarned} earned={price.earned} notEarned={price.notEarned} />
        )}
        <button
          id="pay"
          type="button"
          class={away.value ? 'primary pay away' : 'primary pay'}
          disabled={paying.value || (!pending.value && !ready)}
          onClick={() => void pay(sum ?? 0)}
        >
          <span>
            {paying.value
              ? w('處理中…', 'Working…')
              : pending.value
                ? w('再試一次', 'Try again')
                : away.value
                  ? w('記下這筆（離線）', 'Keep this sale (offline)')
                  : w('結帳', 'Check out')}
            {price && price.pointsEarned > 0 && (
              <small>
                {w(`可得 ${number(price.pointsEarned)} 點`, `earns ${number(price.pointsEarned)} points`)}
              </small>
            )}
          </span>
          <strong>{sum !== undefined ? money(sum) : lines.value.length > 0 ? '…' : money(0)}</strong>
        </button>
      </section>
    </>
  );
}

function PendingNote() {
  return (
    <div class="problem" role="alert">
      <strong>
        {w(
          `收據 ${pending.value?.body.receiptNumber} 尚未確認結果`,
          `The result of receipt ${pending.value?.body.receiptNumber} is not known yet`,
        )}
      </strong>
      <span>{w('請再試一次；同一筆不會重複計算。', 'Try again; the same sale is never counted twice.')}</span>
      <button type="button" onClick={() => void keepPending()}>
        {w('先收款，連線後自動補傳', 'Take the money; send it later by itself')}
      </button>
      <button type="button" class="quiet" onClick={dropPending}>
        {w('放棄這次送出', 'Give this one up')}
      </button>
    </div>
  );
}

function PointsChoice({ locked }: { locked: boolean }) {
  const open = useSignal(false);
  const typed = useSignal('');
  const most = quote.value?.pointsMaximum ?? 0;
  const least = Math.max(1, rules.value?.minimumRedeem ?? 1);
  if (!member.value || member.value.points + (member.value.sharedPoints ?? 0) < least) return null;
  const wanted = typed.value === '' ? most : Number(typed.value);
  const valid = Number.isInteger(wanted) && wanted >= least && wanted <= most;
  return (
    <div class="option">
      <span class="option-name">
        {w('點數折抵', 'Redeem points')}
        {points.value > 0 && (
          <small>{w(`${number(points.value)} 點`, `${number(points.value)} points`)}</small>
        )}
      </span>
      {points.value > 0 ? (
        <button
          type="button"
          disabled={locked}
          onClick={() => {
            points.value = 0;
          }}
        >
          {w('移除', 'Remove')}
        </button>
      ) : (
        <button
          type="button"
          disabled={locked || most < least}
          onClick={() => {
            open.value = true;
          }}
        >
          {w('使用', 'Use')}
        </button>
      )}
      {open.value && (
        <Dialog
          title={w('點數折抵', 'Redeem points')}
          onClose={() => {
            open.value = false;
            typed.value = '';
          }}
        >
          <div class="stack">
            <label for="points">
              {w(`折抵點數（最多 ${number(most)}）`, `Points (at most ${number(most)})`)}
            </label>
            <input
              id="points"
              inputMode="numeric"
              placeholder={String(most)}
              value={typed.value}
              onInput={(e) => {
                typed.value = e.currentTarget.value;
              }}
            />
            <ScanField
              label={w(
                '請會員按「使用點數」，掃描畫面上的條碼',
                'The code under “Use points” on the member’s phone',
              )}
              action={w('折抵', 'Redeem')}
              busy={!valid}
              onCode={(code) => {
                points.value = wanted;
                spendCode.value = code;
                open.value = false;
                typed.value = '';
              }}
            />
          </div>
        </Dialog>
      )}
    </div>
  );
}

function PaymentChoice({ locked }: { locked: boolean }) {
  const editing = useSignal(false);
  const ways: [string, string][] = [
    ['cash', w('現金', 'Cash')],
    ['card', w('信用卡', 'Card')],
    ['linepay', 'LINE Pay'],
    ['other', w('其他', 'Other')],
  ];
  return (
    <>
      <fieldset class="ways" disabled={locked}>
        <legend>{w('付款方式', 'Payment')}</legend>
        {ways.map(([key, name]) => (
          <button
            key={key}
            type="button"
            aria-pressed={payment.value === key}
            onClick={() => {
              payment.value = key;
            }}
          >
            {name}
          </button>
        ))}
      </fieldset>
      {editing.value || !receipt.value ? (
        <div class="option">
          <label class="option-name" for="receipt">
            {w('收據號碼', 'Receipt number')}
          </label>
          <input
            id="receipt"
            class="receipt"
            maxLength={40}
            disabled={locked}
            value={receipt.value}
            onInput={(e) => {
              receipt.value = e.currentTarget.value;
            }}
          />
        </div>
      ) : (
        <p class="receipt-line muted">
          {w('收據', 'Receipt')} {receipt.value}
          <button
            type="button"
            class="quiet"
            disabled={locked}
            onClick={() => {
              editing.value = true;
            }}
          >
            {w('更改', 'Change')}
          </button>
        </p>
      )}
    </>
  );
}
