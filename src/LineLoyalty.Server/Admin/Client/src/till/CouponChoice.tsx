import { useSignal } from '@preact/signals';
import { type Coupon, type CouponAnswer, type Problem, pos } from './api';
import { Dialog, ProblemNote, ScanField } from './parts';
import { quote } from './quote';
import {
  addCoupon,
  type ChosenCoupon,
  coupons,
  dropCoupon,
  member,
  noteProblem,
  takeSuggestion,
  takeUnits,
} from './state';
import { money, w } from './words';

const MOST = 5;

export const worth = (c: Coupon) => {
  switch (c.kind) {
    case 'amount':
      return money(c.holdsMoney ? c.usesLeft : c.value);
    case 'percent':
      return w(`${(100 - c.value) / (c.value % 10 === 0 ? 10 : 1)} 折`, `${c.value}% off`);
    case 'pass':
      return w(`剩 ${c.usesLeft}／${c.uses} 次`, `${c.usesLeft} of ${c.uses}`);
    case 'deposit':
      return w(`剩 ${c.usesLeft}／${c.uses} 份`, `${c.usesLeft} of ${c.uses}`);
    case 'experience':
      return w('體驗', 'Service');
    case 'buyGet':
      return w('買就送', 'Buy & get');
    case 'delivery':
      return w('免運', 'Free delivery');
    default:
      return w('兌換', 'Free item');
  }
};

/** The coupons of this sale, each with what it takes off, and the way to more of them. */
export function CouponChoice({ locked }: { locked: boolean }) {
  const open = useSignal(false);
  const suggestion = quote.value?.suggestion;
  const taken = quote.value?.discount ?? 0;
  const better = suggestion && suggestion.discount > taken ? suggestion : null;
  return (
    <>
      <div class="option">
        <span class="option-name">
          {w('優惠券', 'Coupons')}
          {better && !locked && (
            <button
              type="button"
              class="good-note link"
              onClick={() => takeSuggestion(better.coupons.map((c) => c.ref))}
            >
              {w(`最划算：折 ${money(better.discount)}，套用`, `Best: ${money(better.discount)} off, use it`)}
            </button>
          )}
        </span>
        <button
          type="button"
          disabled={locked || coupons.value.length >= MOST}
          onClick={() => {
            open.value = true;
          }}
        >
          {w('選擇', 'Choose')}
          {member.value && member.value.coupons.length > 0 && ` (${member.value.coupons.length})`}
        </button>
      </div>
      {coupons.value.map((c) => (
        <Chosen key={c.ref} c={c} locked={locked} />
      ))}
      {open.value && (
        <Choose
          onClose={() => {
            open.value = false;
          }}
        />
      )}
    </>
  );
}

function Chosen({ c, locked }: { c: ChosenCoupon; locked: boolean }) {
  const used = quote.value?.coupons.find((u) => u.ref === c.ref);
  const units = c.units ?? used?.units ?? 1;
  const several = c.uses > 1 && !c.hold && !c.holdsMoney;
  return (
    <div class="option chosen">
      <span class="option-name">
        {c.title}
        <small>
          {used && `−${money(used.discount)}`}
          {c.uses > 1 && !c.holdsMoney && w(` · 用 ${units}／${c.usesLeft}`, ` · ${units} of ${c.usesLeft}`)}
        </small>
      </span>
      {several && (
        <span class="stepper">
          <button
            type="button"
            aria-label={w(`${c.title} 少用一份`, `Fewer of ${c.title}`)}
            disabled={locked || units <= 1}
            onClick={() => takeUnits(c.ref, units - 1)}
          >
            −
          </button>
          <output>{units}</output>
          <button
            type="button"
            aria-label={w(`${c.title} 多用一份`, `More of ${c.title}`)}
            disabled={locked || units >= c.usesLeft}
            onClick={() => takeUnits(c.ref, units + 1)}
          >
            ＋
          </button>
        </span>
      )}
      <button type="button" disabled={locked} onClick={() => dropCoupon(c.ref)}>
        {w('移除', 'Remove')}
      </button>
    </div>
  );
}

function Choose({ onClose }: { onClose: () => void }) {
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const check = async (code: string) => {
    busy.value = true;
    problem.value = null;
    try {
      addCoupon((await pos<CouponAnswer>('POST', '/coupons/check', { code })).coupon, { code });
      onClose();
    } catch (e) {
      problem.value = noteProblem(e);
    } finally {
      busy.value = false;
    }
  };
  const why = new Map(quote.value?.suggestion?.others.map((o) => [o.ref, o.reason]));
  const proposed = new Set(quote.value?.suggestion?.coupons.map((c) => c.ref));
  return (
    <Dialog title={w('使用優惠券', 'Use a coupon')} onClose={onClose}>
      <div class="stack">
        {member.value?.coupons
          .filter((one) => !coupons.value.some((c) => c.ref === one.ref))
          .map((one) => (
            <button
              key={one.ref}
              type="button"
              class="choice"
              onClick={() => {
                addCoupon(one);
                onClose();
              }}
            >
              <span>
                {one.title}
                <small>
                  {proposed.has(one.ref)
                    ? w('建議使用', 'Suggested')
                    : (why.get(one.ref) ??
                      (one.minimumSpend > 0
                        ? w(`滿 ${money(one.minimumSpend)} 可用`, `from ${money(one.minimumSpend)}`)
                        : ''))}
                </small>
              </span>
              <strong>{worth(one)}</strong>
            </button>
          ))}
        <ScanField
          label={w('或掃描／輸入代碼', 'Or scan / type the code')}
          action={w('使用', 'Use')}
          busy={busy.value}
          onCode={(code) => void check(code)}
        />
        <ProblemNote problem={problem.value} />
      </div>
    </Dialog>
  );
}
