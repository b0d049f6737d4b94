import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Problem, pos, type Redeemed, type Reward } from './api';
import { addToWallet, Collecting } from './collect';
import { Dialog, ProblemNote, ScanField } from './parts';
import { addCoupon, member, noteProblem, setPoints, spendCode, store } from './state';
import { number, w } from './words';

const why = (r: Reward) => {
  switch (r.state) {
    case 'points':
      return w(`還差 ${number(r.missing)} 點`, `${number(r.missing)} points short`);
    case 'soldOut':
      return w('已兌換完畢', 'Sold out');
    case 'tier':
      return w(`限${r.tier ?? '指定等級'}以上`, `From ${r.tierEn ?? r.tier ?? 'a higher level'}`);
    case 'limit':
      return w('已達個人兌換上限', 'Personal limit reached');
    case 'monthLimit':
      return w('已達本月兌換上限', 'Limit of the month reached');
    case 'soon':
      return w('尚未開始', 'Not yet');
    default:
      return r.left !== null && r.left <= 20 ? w(`剩 ${number(r.left)} 份`, `${number(r.left)} left`) : '';
  }
};

/** What the member can have for points. The code under 使用點數 on their phone is the permission. */
export function RewardsDialog({ onClose }: { onClose: () => void }) {
  const items = useSignal<Reward[] | null>(null);
  const chosen = useSignal<Reward | null>(null);
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const done = useSignal<Redeemed | null>(null);
  const handed = useSignal('');
  const sent = useRef({ code: '', key: '' });
  const handing = useRef<Collecting | null>(null);
  const m = member.value;
  const owner = m?.ref ?? '';
  const load = () =>
    pos<{ balance: number; items: Reward[] }>('GET', `/members/${owner}/rewards`)
      .then((found) => {
        items.value = found.items;
      })
      .catch((e) => {
        problem.value = noteProblem(e);
      });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useEffect(() => void load(), []);

  const run = async (work: () => Promise<void>) => {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    try {
      await work();
    } catch (e) {
      problem.value = noteProblem(e);
      if (!problem.value.isUncertain) handing.current = null;
      // Another price, or sold out meanwhile: show what holds now.
      if (problem.value.code.startsWith('reward.')) void load();
    } finally {
      busy.value = false;
    }
  };
  const redeem = (code: string) =>
    run(async () => {
      const r = chosen.value;
      if (!r) return;
      const intention = `${r.code} ${code}`;
      if (sent.current.code !== intention) sent.current = { code: intention, key: crypto.randomUUID() };
      const body = { store: store.value?.code ?? '', member: owner, spendCode: code, points: r.points };
      const answer = await pos<Redeemed>('POST', `/rewards/${r.code}/redeem`, body, sent.current.key);
      if (spendCode.value === code) spendCode.value = '';
      const { coupon, name, nameEn } = answer.redemption;
      setPoints(owner, answer.balance);
      if (coupon) addToWallet(coupon, w(name, nameEn || name));
      done.value = answer;
    });
  const handOut = (ref: string) =>
    run(async () => {
      handing.current ??= new Collecting(ref, 1);
      const after = await handing.current.run();
      handed.value = w(`「${after.title}」已核銷，請交給會員`, `“${after.title}” is redeemed: hand it over`);
    });

  if (done.value) {
    const { name, nameEn, coupon, points } = done.value.redemption;
    return (
      <Dialog title={w('兌換完成', 'Redeemed')} onClose={onClose}>
        <div class="stack" role="status">
          <p class="good-note">
            {handed.value ||
              w(
                `「${name}」用了 ${number(points)} 點，剩 ${number(done.value.balance)} 點。`,
                `“${nameEn || name}” for ${number(points)} points; ${number(done.value.balance)} left.`,
              )}
          </p>
          <ProblemNote problem={problem.value} />
          {coupon && !handed.value && (
            <>
              <button
                type="button"
                class="primary big"
                disabled={busy.value}
                onClick={() => void handOut(coupon)}
              >
                {w('現在交給會員（核銷）', 'Hand it over now')}
              </button>
              <button
                type="button"
                class="big"
                disabled={busy.value}
                onClick={() => {
                  const kept = member.value?.coupons.find((c) => c.ref === coupon);
                  if (kept) addCoupon(kept);
                  onClose();
                }}
              >
                {w('用在本筆消費', 'Use it in this sale')}
              </button>
            </>
          )}
          <button type="button" class="big" onClick={onClose}>
            {coupon && !handed.value ? w('先放在會員的優惠券', 'Leave it in the wallet') : w('完成', 'Done')}
          </button>
        </div>
      </Dialog>
    );
  }
  const r = chosen.value;
  if (r) {
    return (
      <Dialog
        title={w(r.name, r.nameEn || r.name)}
        onClose={() => {
          chosen.value = null;
          problem.value = null;
        }}
      >
        <div class="stack">
          <p>
            {w(
              `用 ${number(r.points)} 點兌換，會員現有 ${number(m?.points ?? 0)} 點。`,
              `${number(r.points)} points; the member has ${number(m?.points ?? 0)}.`,
            )}
          </p>
          {spendCode.value && (
            <button
              type="button"
              class="primary big"
              disabled={busy.value}
              onClick={() => void redeem(spendCode.value)}
            >
              {w('以剛才掃描的條碼兌換', 'Redeem with the code just scanned')}
            </button>
          )}
          <ScanField
            focus
            label={w(
              '請會員按「使用點數」，掃描畫面上的條碼',
              'The code under “Use points” on the member’s phone',
            )}
            action={w('兌換', 'Redeem')}
            busy={busy.value}
            onCode={(code) => void redeem(code)}
          />
          <ProblemNote problem={problem.value} />
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={w('點數換好禮', 'Rewards for points')} onClose={onClose}>
      <div class="stack">
        <p class="muted">
          {m?.name} · {w('可用點數', 'Points')} {number(m?.points ?? 0)}
        </p>
        {items.value === null && !problem.value && <p class="muted">{w('載入中…', 'Loading…')}</p>}
        {items.value?.length === 0 && (
          <p class="muted">{w('目前沒有可兌換的好禮。', 'There is nothing to redeem now.')}</p>
        )}
        <ul class="rewards">
          {items.value?.map((x) => (
            <li key={x.code}>
              <button
                type="button"
                class="choice"
                disabled={x.state !== 'available'}
                onClick={() => {
                  problem.value = null;
                  chosen.value = x;
                }}
              >
                {x.imageUrl && <img src={x.imageUrl} alt="" loading="lazy" />}
                <span>
                  {w(x.name, x.nameEn || x.name)}
                  <small>{why(x)}</small>
                </span>
                <strong>{w(`${number(x.points)} 點`, `${number(x.points)} pts`)}</strong>
              </button>
            </li>
          ))}
        </ul>
        <ProblemNote problem={problem.value} />
      </div>
    </Dialog>
  );
}
