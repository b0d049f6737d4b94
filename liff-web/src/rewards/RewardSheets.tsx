import { useRef, useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import type { CatalogueAnswer, Redemption, Reward } from '../api/types.ts';
import { inLanguage } from '../coupons/coupon-text.ts';
import { grouped, moment } from '../format.ts';
import { explain, t } from '../i18n/index.ts';
import { go } from '../router.ts';
import { online, withSession } from '../session.ts';
import { Icon } from '../ui/Icon.tsx';
import { Sheet } from '../ui/Sheet.tsx';
import { say } from '../ui/states.tsx';
import { noteOf, Picture } from './RewardsPage.tsx';

/** Details, then the question, then the voucher. */
export function RewardSheet(props: {
  reward: Reward;
  catalogue: CatalogueAnswer;
  onClose: (changed: boolean) => void;
}) {
  const { reward, catalogue } = props;
  const [step, setStep] = useState<'look' | 'ask' | 'sending'>('look');
  const [done, setDone] = useState<Redemption | null>(null);
  const [error, setError] = useState<unknown>(null);
  // One key for one wish: a second tap, or a retry after a lost answer, redeems nothing more.
  const key = useRef(crypto.randomUUID());
  const name = inLanguage(reward.name, reward.nameEn);

  const redeem = async () => {
    setStep('sending');
    setError(null);
    try {
      const answer = await withSession(() => api.redeemReward(reward.code, key.current, reward.points));
      setDone(answer.redemption);
    } catch (failure) {
      setError(failure);
      setStep('ask');
    }
  };

  if (done) {
    return (
      <Sheet title={t('rewards.doneTitle')} onClose={() => props.onClose(true)}>
        <div class="confirm reward-done" role="status">
          <span class="done-mark">
            <Icon name="check" size={40} />
          </span>
          <p>{reward.kind === 'entry' ? t('rewards.doneEntry') : t('rewards.doneText', { name })}</p>
          {reward.kind === 'entry' && (
            <button type="button" class="button button-wide" onClick={() => go('/draws')}>
              {t('rewards.toDraw')}
            </button>
          )}
          {done.coupon && (
            <button
              type="button"
              class="button button-wide"
              onClick={() => go(`/coupons/${encodeURIComponent(done.coupon ?? '')}`)}
            >
              {t('rewards.toCoupon')}
            </button>
          )}
          <button type="button" class="button button-quiet button-wide" onClick={() => props.onClose(true)}>
            {t('rewards.more')}
          </button>
        </div>
      </Sheet>
    );
  }
  const sending = step === 'sending';
  return (
    <Sheet
      title={step === 'look' ? name : t('rewards.confirmTitle')}
      onClose={() => props.onClose(error !== null)}
      closable={!sending}
    >
      {step === 'look' ? (
        <Details reward={reward} onRedeem={() => setStep('ask')} />
      ) : (
        <div class="confirm">
          <p class="confirm-what">
            <b>{t('rewards.price', { points: grouped(reward.points) })}</b>
            <span>{name}</span>
          </p>
          <p>
            {t('rewards.confirmText', {
              points: grouped(reward.points),
              left: grouped(catalogue.balance - reward.points),
            })}{' '}
            {catalogue.cancelHours > 0
              ? t('rewards.cancellable', { hours: catalogue.cancelHours })
              : t('rewards.final')}
          </p>
          {error !== null && (
            <p class="field-error" role="alert">
              {online.value ? explain(error) : t('rewards.offline')}
            </p>
          )}
          <button type="button" class="button button-wide" disabled={sending} onClick={() => void redeem()}>
            {t('rewards.confirm')}
          </button>
          <button
            type="button"
            class="button button-quiet button-wide"
            disabled={sending}
            onClick={() => props.onClose(error !== null)}
          >
            {t('app.cancel')}
          </button>
        </div>
      )}
    </Sheet>
  );
}

function Details({ reward, onRedeem }: { reward: Reward; onRedeem: () => void }) {
  const about = inLanguage(reward.description, reward.descriptionEn);
  const terms = inLanguage(reward.terms, reward.termsEn);
  const facts = [
    reward.left != null && reward.state !== 'soldOut' && t('rewards.left', { n: grouped(reward.left) }),
    reward.tier && t('rewards.tier', { tier: inLanguage(reward.tier, reward.tierEn) }),
    reward.perMember && t('rewards.perMember', { n: reward.perMember }),
    reward.perMemberMonth && t('rewards.perMonth', { n: reward.perMemberMonth }),
    reward.until && t('rewards.until', { time: moment(reward.until) }),
  ].filter((fact): fact is string => Boolean(fact));
  return (
    <div class="reward-details">
      <Picture reward={reward} />
      <p class="reward-price">{t('rewards.price', { points: grouped(reward.points) })}</p>
      {about && <p>{about}</p>}
      {facts.length > 0 && (
        <ul class="reward-facts">
          {facts.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      )}
      {terms && (
        <section class="coupon-terms">
          <h3>{t('coupons.terms')}</h3>
          <p>{terms}</p>
        </section>
      )}
      <button
        type="button"
        class="button button-wide"
        disabled={reward.state !== 'available'}
        onClick={onRedeem}
      >
        {reward.state === 'available'
          ? t('rewards.redeem', { points: grouped(reward.points) })
          : noteOf(reward)}
      </button>
    </div>
  );
}

export function CancelSheet(props: { redemption: Redemption; onClose: (changed: boolean) => void }) {
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const points = grouped(props.redemption.points);
  const cancel = async () => {
    setSending(true);
    setError(null);
    try {
      await withSession(() => api.cancelRedemption(props.redemption.id));
      say(t('rewards.cancelDone', { points }));
      props.onClose(true);
    } catch (failure) {
      setError(failure);
      setSending(false);
    }
  };
  return (
    <Sheet title={t('rewards.cancel')} onClose={() => props.onClose(error !== null)} closable={!sending}>
      <div class="confirm">
        <p class="confirm-what">
          <span>{inLanguage(props.redemption.name, props.redemption.nameEn)}</span>
        </p>
        <p>{t('rewards.cancelAsk', { points })}</p>
        {error !== null && (
          <p class="field-error" role="alert">
            {explain(error)}
          </p>
        )}
        <button type="button" class="button button-wide" disabled={sending} onClick={() => void cancel()}>
          {t('rewards.cancel')}
        </button>
        <button
          type="button"
          class="button button-quiet button-wide"
          disabled={sending}
          onClick={() => props.onClose(error !== null)}
        >
          {t('rewards.keep')}
        </button>
      </div>
    </Sheet>
  );
}
