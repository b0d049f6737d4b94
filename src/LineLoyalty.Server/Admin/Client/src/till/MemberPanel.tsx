import { useSignal } from '@preact/signals';
import { AdjustDialog } from './AdjustDialog';
import type { Member } from './api';
import { offline } from './connection';
import { find, finding, findProblem, take } from './identify';
import { ProblemNote, ScanField } from './parts';
import { RewardsDialog } from './RewardsDialog';
import { StampsDialog } from './StampsDialog';
import { member, paying, pending, scanned, scopes, setMember } from './state';
import { WalletDialog } from './WalletDialog';
import { day, money, number, w } from './words';

export function MemberPanel() {
  const m = member.value;
  const locked = paying.value || !!pending.value;
  return (
    <section class="panel member" aria-label={w('會員', 'Member')}>
      {m ? (
        <MemberCard m={m} />
      ) : scanned.value ? (
        <div class="member-head">
          <div>
            <h2>{w('會員已記下', 'Member noted')}</h2>
            <p class="muted">
              {scanned.value.length > 20 ? w('會員條碼', 'Member code') : scanned.value}
              {w('，連線後查詢並補點', ': looked up when the server is back')}
            </p>
          </div>
          {offline.value ? (
            <button type="button" class="quiet" disabled={locked} onClick={() => setMember(null)}>
              {w('更換', 'Change')}
            </button>
          ) : (
            <button type="button" disabled={locked} onClick={() => void find(scanned.value)}>
              {w('現在查詢', 'Look up now')}
            </button>
          )}
        </div>
      ) : (
        <>
          <h2>{w('會員', 'Member')}</h2>
          <ScanField
            focus
            label={w('會員條碼、手機或卡號', 'Member code, phone or card number')}
            placeholder="0912345678"
            action={offline.value ? w('記下', 'Note') : w('查詢', 'Look up')}
            busy={finding.value}
            onCode={(code) => void take(code)}
          />
          <p class="muted hint">{w('沒有會員也可以直接結帳。', 'A sale without a member is fine too.')}</p>
        </>
      )}
      <ProblemNote problem={findProblem.value} />
    </section>
  );
}

type Sheet = 'rewards' | 'stamps' | 'wallet' | 'adjust';

function MemberCard({ m }: { m: Member }) {
  const sheet = useSignal<Sheet | null>(null);
  const locked = paying.value || !!pending.value || offline.value;
  const may = (scope: string) => scopes.value.includes(scope);
  const ways: [Sheet, string, boolean][] = [
    ['wallet', w(`優惠券 ${m.coupons.length}`, `Coupons ${m.coupons.length}`), may('coupons')],
    ['rewards', w('點數換好禮', 'Rewards'), may('coupons')],
    ['stamps', w('集點卡', 'Stamps'), may('coupons')],
    ['adjust', w('調整點數', 'Change points'), may('adjust')],
  ];
  const close = () => {
    sheet.value = null;
  };
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
          onClick={() => {
            findProblem.value = null;
            setMember(null);
          }}
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
          {!!m.sharedPoints && (
            <small>
              {w(`家人可補 ${number(m.sharedPoints)} 點`, `+${number(m.sharedPoints)} of the family`)}
            </small>
          )}
        </div>
        <div class="fact">
          <small>{w('快到期', 'Expiring')}</small>
          <strong>{m.expiringNext ? number(m.expiringNext.points) : '—'}</strong>
          {m.expiringNext && <small>{day(m.expiringNext.at)}</small>}
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
      <div class="member-ways">
        {ways.map(
          ([key, name, shown]) =>
            shown && (
              <button
                key={key}
                type="button"
                disabled={locked}
                onClick={() => {
                  sheet.value = key;
                }}
              >
                {name}
              </button>
            ),
        )}
      </div>
      {sheet.value === 'wallet' && <WalletDialog onClose={close} />}
      {sheet.value === 'rewards' && <RewardsDialog onClose={close} />}
      {sheet.value === 'stamps' && <StampsDialog onClose={close} />}
      {sheet.value === 'adjust' && <AdjustDialog m={m} onClose={close} />}
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
