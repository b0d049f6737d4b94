import { useSignal } from '@preact/signals';
import { AdjustDialog } from './AdjustDialog';
import { type Member, type Problem, pos } from './api';
import { ProblemNote, ScanField } from './parts';
import { member, noteProblem, paying, pending, scopes, setMember } from './state';
import { day, money, number, w } from './words';

export function MemberPanel() {
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const find = async (key: string) => {
    busy.value = true;
    problem.value = null;
    try {
      const found = await pos<{ member: Member; identifiedBy: string }>('POST', '/members/lookup', { key });
      setMember(found.member, found.identifiedBy === 'spendCode' ? key : '');
    } catch (e) {
      problem.value = noteProblem(e);
    } finally {
      busy.value = false;
    }
  };
  const m = member.value;
  return (
    <section class="panel member" aria-label={w('會員', 'Member')}>
      {m ? (
        <MemberCard m={m} />
      ) : (
        <>
          <h2>{w('會員', 'Member')}</h2>
          <ScanField
            focus
            label={w('會員條碼、手機或卡號', 'Member code, phone or card number')}
            placeholder="0912345678"
            action={w('查詢', 'Look up')}
            busy={busy.value}
            onCode={(code) => void find(code)}
          />
          <ProblemNote problem={problem.value} />
          <p class="muted hint">{w('沒有會員也可以直接結帳。', 'A sale without a member is fine too.')}</p>
        </>
      )}
    </section>
  );
}

function MemberCard({ m }: { m: Member }) {
  const adjusting = useSignal(false);
  return (
    <>
      <div class="member-head">
        <div>
          <h2>{m.name}</h2>
          <p class="muted">
            {m.phoneMasked ? `${m.phoneMasked} · ` : ''}
            {m.cardNumber.replace(/(\d{4})(?=\d)/g, '$1 ')}
          </p>
        </div>
        <button
          type="button"
          class="quiet"
          disabled={paying.value || !!pending.value}
          onClick={() => setMember(null)}
        >
          {w('更換', 'Change')}
        </button>
      </div>
      <div class="member-facts">
        <div class="fact">
          <small>{w('等級', 'Tier')}</small>
          <strong>{m.tier.name}</strong>
        </div>
        <div class="fact">
          <small>{w('可用點數', 'Points')}</small>
          <strong>{number(m.points)}</strong>
          <small>
            {w('可折', 'worth')} {money(m.pointsValue)}
          </small>
        </div>
        <div class="fact">
          <small>{w('優惠券', 'Coupons')}</small>
          <strong>{m.coupons.length}</strong>
        </div>
      </div>
      {m.benefits.length > 0 && (
        <ul class="plain benefits" aria-label={w('等級權益', 'Benefits of the level')}>
          {m.benefits.map((benefit) => (
            <li key={benefit}>{benefit}</li>
          ))}
        </ul>
      )}
      {m.birthdayThisMonth && <p class="good-note">🎂 {w('本月壽星', 'Birthday this month')}</p>}
      {m.expiringNext && (
        <p class="muted">
          {w(
            `${number(m.expiringNext.points)} 點將於 ${day(m.expiringNext.at)} 到期`,
            `${number(m.expiringNext.points)} points expire on ${day(m.expiringNext.at)}`,
          )}
        </p>
      )}
      {scopes.value.includes('adjust') && (
        <button
          type="button"
          class="quiet"
          disabled={paying.value || !!pending.value}
          onClick={() => {
            adjusting.value = true;
          }}
        >
          {w('調整點數', 'Change points')}
        </button>
      )}
      {adjusting.value && (
        <AdjustDialog
          m={m}
          onClose={() => {
            adjusting.value = false;
          }}
        />
      )}
      {m.heldUntil && (
        <p class="problem">
          {w(
            '此帳號暫時不能使用點數與優惠券。',
            'Points and coupons of this account are held for the moment.',
          )}
        </p>
      )}
    </>
  );
}
