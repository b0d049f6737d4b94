import '../i18n/referral.ts';
import './referral.css';
import { api } from '../api/client.ts';
import type { Referral, ReferredFriend } from '../api/types.ts';
import { brandName } from '../brand.ts';
import { inLanguage } from '../coupons/coupon-text.ts';
import { day } from '../format.ts';
import { explain, t } from '../i18n/index.ts';
import { ensurePlatform } from '../session.ts';
import { Qr } from '../ui/codes.tsx';
import { useLoad } from '../ui/load.ts';
import { Empty, Failed, Rows, say } from '../ui/states.tsx';

/** The member's own invitation, what it gives, and the friends who came by it. */
export default function ReferralPage() {
  const { loaded, retry } = useLoad('referral', () => api.referral());
  return (
    <div class="page">
      <h1>{t('referral.title')}</h1>
      {loaded.state === 'loading' ? (
        <Rows count={3} height={120} />
      ) : loaded.state === 'failed' ? (
        <Failed error={loaded.error} onRetry={retry} />
      ) : loaded.value.link ? (
        <Invitation referral={loaded.value} link={loaded.value.link} />
      ) : (
        <Empty icon="gift" title={t('referral.off')} />
      )}
      {loaded.state !== 'loading' && loaded.state !== 'failed' && <Friends friends={loaded.value.friends} />}
    </div>
  );
}

function Invitation({ referral, link }: { referral: Referral; link: string }) {
  const share = async () => {
    try {
      const running = await ensurePlatform();
      const shared = await running.share(t('referral.shareText', { brand: brandName(), url: link }));
      if (shared) say(t(shared === 'sent' ? 'profile.shared' : 'profile.copied'));
    } catch (error) {
      say(explain(error));
    }
  };
  const mine = inLanguage(referral.inviterGift ?? '', referral.inviterGiftEn ?? '');
  const theirs = inLanguage(referral.friendGift ?? '', referral.friendGiftEn ?? '');
  return (
    <section class="group referral">
      <p>{t('referral.lead')}</p>
      <dl class="list">
        {mine && <Row name={t('referral.mine')} value={mine} />}
        {theirs && <Row name={t('referral.theirs')} value={theirs} />}
      </dl>
      <ul class="field-hint">
        {referral.minimumSpend > 1 && (
          <li>{t('referral.minimum', { amount: referral.minimumSpend.toLocaleString('en-US') })}</li>
        )}
        {referral.waitDays > 0 && <li>{t('referral.wait', { days: referral.waitDays })}</li>}
        <li>{t('referral.limit', { most: referral.mostPerMonth, done: referral.rewardedThisMonth })}</li>
      </ul>
      <button type="button" class="button button-wide" onClick={() => void share()}>
        {t('referral.share')}
      </button>
      <figure class="referral-qr">
        <Qr text={link} size={240} label={t('referral.qr')} />
        <figcaption class="field-hint">{t('referral.qr')}</figcaption>
      </figure>
    </section>
  );
}

function Row({ name, value }: { name: string; value: string }) {
  return (
    <div class="list-row">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Friends({ friends }: { friends: ReferredFriend[] }) {
  return (
    <section class="group" aria-labelledby="referred">
      <h2 id="referred">{t('referral.friends')}</h2>
      {friends.length === 0 ? (
        <p class="field-hint">{t('referral.none')}</p>
      ) : (
        <dl class="list">
          {friends.map((friend) => (
            <Row key={friend.joinedAt + friend.name} name={friend.name} value={stateOf(friend)} />
          ))}
        </dl>
      )}
    </section>
  );
}

function stateOf(friend: ReferredFriend): string {
  if (friend.state === 'bought') return t('referral.bought', { date: friend.dueAt ? day(friend.dueAt) : '' });
  if (friend.state === 'rewarded')
    return t(friend.reason === 'month_limit' ? 'referral.monthFull' : 'referral.rewarded');
  return t(friend.state === 'joined' ? 'referral.joined' : 'referral.ended');
}
