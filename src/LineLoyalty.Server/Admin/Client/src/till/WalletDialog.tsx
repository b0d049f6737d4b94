import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { type ClaimAnswer, type Coupon, type Problem, pos } from './api';
import { worth } from './CouponChoice';
import { Collecting } from './collect';
import { Dialog, ProblemNote, ScanField } from './parts';
import { addCoupon, coupons, member, noteProblem } from './state';
import { day, money, w } from './words';

const NEVER = '9999';
/** These take something off a price, so they need a sale. */
const onlyInSale = new Set(['amount', 'percent', 'buyGet', 'delivery']);

const verb = (c: Coupon) =>
  c.kind === 'deposit'
    ? w('領取', 'Collect')
    : c.kind === 'pass'
      ? w('扣次', 'Use')
      : w('直接核銷', 'Redeem');

/** What the member has: put it into this sale, or hand it out here and now. */
export function WalletDialog({ onClose }: { onClose: () => void }) {
  const chosen = useSignal<Coupon | null>(null);
  const done = useSignal('');
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const claim = useRef({ code: '', key: '' });
  const owned = member.value?.coupons ?? [];
  const enter = async (code: string) => {
    busy.value = true;
    problem.value = null;
    try {
      if (claim.current.code !== code) claim.current = { code, key: crypto.randomUUID() };
      const body = { member: member.value?.ref, code };
      const { coupon, coupons: all } = await pos<ClaimAnswer>(
        'POST',
        '/coupons/claim',
        body,
        claim.current.key,
      );
      const fresh = all.filter((c) => !owned.some((had) => had.ref === c.ref));
      if (member.value && fresh.length > 0) member.value = { ...member.value, coupons: [...owned, ...fresh] };
      done.value =
        all.length > 1
          ? w(`已領取 ${all.length} 張優惠券`, `${all.length} coupons are in the wallet`)
          : w(`已領取「${coupon.title}」`, `“${coupon.title}” is in the wallet`);
    } catch (e) {
      problem.value = noteProblem(e);
    } finally {
      busy.value = false;
    }
  };
  if (chosen.value) {
    return (
      <Collect
        c={chosen.value}
        onBack={(said) => {
          chosen.value = null;
          done.value = said;
        }}
      />
    );
  }
  return (
    <Dialog title={w('會員的優惠券', 'The member’s coupons')} onClose={onClose}>
      <div class="stack">
        {done.value && (
          <p class="good-note" role="status">
            {done.value}
          </p>
        )}
        {owned.length === 0 && (
          <p class="muted">{w('目前沒有可用的優惠券。', 'There is nothing to use now.')}</p>
        )}
        <ul class="wallet">
          {owned.map((c) => (
            <li key={c.ref}>
              <span class="line-name">
                {c.title}
                <small>
                  {worth(c)}
                  {c.minimumSpend > 0 &&
                    w(` · 滿 ${money(c.minimumSpend)} 可用`, ` · from ${money(c.minimumSpend)}`)}
                  {!c.validUntil.startsWith(NEVER) &&
                    w(` · ${day(c.validUntil)} 前有效`, ` · until ${day(c.validUntil)}`)}
                </small>
              </span>
              <span class="wallet-ways">
                {c.kind !== 'experience' && (
                  <button
                    type="button"
                    disabled={coupons.value.some((x) => x.ref === c.ref)}
                    onClick={() => {
                      addCoupon(c);
                      onClose();
                    }}
                  >
                    {coupons.value.some((x) => x.ref === c.ref)
                      ? w('已用在本筆', 'In this sale')
                      : w('本筆使用', 'Into this sale')}
                  </button>
                )}
                {!onlyInSale.has(c.kind) && (
                  <button
                    type="button"
                    class="primary"
                    onClick={() => {
                      chosen.value = c;
                    }}
                  >
                    {verb(c)}
                  </button>
                )}
              </span>
            </li>
          ))}
        </ul>
        <ScanField
          label={w('領取優惠碼（活動代碼、傳單代碼）', 'Claim a promotional word or flyer code')}
          placeholder="SUMMER50"
          action={w('領取', 'Claim')}
          busy={busy.value}
          onCode={(code) => void enter(code)}
        />
        <ProblemNote problem={problem.value} />
      </div>
    </Dialog>
  );
}

function Collect({ c, onBack }: { c: Coupon; onBack: (said: string) => void }) {
  const units = useSignal(1);
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const intent = useRef<Collecting | null>(null);
  const several = c.usesLeft > 1;
  const go = async () => {
    busy.value = true;
    problem.value = null;
    try {
      if (intent.current?.units !== units.value) intent.current = new Collecting(c.ref, units.value);
      const after = await intent.current.run();
      onBack(
        after.usesLeft > 0
          ? w(
              `「${c.title}」已用 ${units.value}，剩 ${after.usesLeft}／${after.uses}`,
              `“${c.title}”: ${units.value} used, ${after.usesLeft} of ${after.uses} left`,
            )
          : w(`「${c.title}」已核銷`, `“${c.title}” is redeemed`),
      );
    } catch (e) {
      const failure = noteProblem(e);
      if (!failure.isUncertain) intent.current = null;
      problem.value = failure;
    } finally {
      busy.value = false;
    }
  };
  return (
    <Dialog title={c.title} onClose={() => onBack('')}>
      <div class="stack">
        {several && (
          <div class="option">
            <span class="option-name">
              {c.kind === 'deposit' ? w('這次領取', 'Collect now') : w('這次使用', 'Use now')}
              <small>{w(`剩 ${c.usesLeft}／${c.uses}`, `${c.usesLeft} of ${c.uses} left`)}</small>
            </span>
            <span class="stepper">
              <button
                type="button"
                aria-label={w('減少', 'Fewer')}
                disabled={busy.value || units.value <= 1}
                onClick={() => {
                  units.value -= 1;
                }}
              >
                −
              </button>
              <output>{units.value}</output>
              <button
                type="button"
                aria-label={w('增加', 'More')}
                disabled={busy.value || units.value >= c.usesLeft}
                onClick={() => {
                  units.value += 1;
                }}
              >
                ＋
              </button>
            </span>
          </div>
        )}
        <ProblemNote problem={problem.value} />
        <button type="button" class="primary big" disabled={busy.value} onClick={() => void go()}>
          {busy.value ? w('處理中…', 'Working…') : w(`確認${verb(c)}`, `${verb(c)} now`)}
        </button>
      </div>
    </Dialog>
  );
}
