import { useEffect, useRef, useState } from 'preact/hooks';
import type { Card } from '../api/types.ts';
import { brandName } from '../brand.ts';
import { now } from '../clock.ts';
import { day, grouped, moment, shortDay } from '../format.ts';
import { t } from '../i18n/index.ts';
import { href, onLink } from '../router.ts';
import { config, type Held, justJoined, online, platform, refreshIfChanged } from '../session.ts';
import { tierColours } from '../ui/colour.ts';
import { Icon } from '../ui/Icon.tsx';
import { say } from '../ui/states.tsx';
import { CodePlate } from './CodePlate.tsx';
import { SpendSheet } from './SpendSheet.tsx';
import { StaffScreen } from './StaffScreen.tsx';

const LOOK_AGAIN = 3_000;

export function CardPage({ held }: { held: Held }) {
  const [open, setOpen] = useState<'staff' | 'spend' | null>(null);
  const { card } = held;
  useEffect(() => {
    const joined = justJoined.value;
    if (!joined) return;
    justJoined.value = null;
    const running = platform.value;
    say(
      t(joined === 'back' ? 'card.welcomeBack' : 'card.welcome', { name: card.name }),
      running?.inClient ? { label: t('join.backToChat'), run: () => running.closeWindow() } : undefined,
    );
  }, [card.name]);
  useEffect(() => {
    const timer = window.setInterval(() => {
      if (document.visibilityState === 'visible') void refreshIfChanged();
    }, LOOK_AGAIN);
    return () => window.clearInterval(timer);
  }, []);
  usePointsNews(held, open !== 'spend');
  return (
    <div class="card-page">
      <h1 class="unseen">{t('card.memberCard', { brand: brandName() })}</h1>
      <section class="face" style={tierColours(card.tier.color)}>
        <FaceHead card={card} />
        <CodePlate card={card} onExpand={() => setOpen('staff')} />
        <Progress card={card} />
      </section>
      <Freshness held={held} />
      <div class="facts">
        <Points card={card} onSpend={() => setOpen('spend')} />
        <a class="fact" href={href('/coupons')} onClick={onLink}>
          <span class="fact-name">{t('card.coupons')}</span>
          <span class="fact-big">{t('card.couponsCount', { n: card.coupons.usable })}</span>
          <span class="fact-go">
            {t('card.seeCoupons')}
            <Icon name="forward" size={20} />
          </span>
        </a>
      </div>
      <nav class="tiles" aria-label={t('card.more')}>
        <a href={href('/rewards')} onClick={onLink}>
          <Icon name="gift" size={26} />
          <b>{t('card.rewards')}</b>
        </a>
        <a href={href('/earn')} onClick={onLink}>
          <Icon name="point" size={26} />
          <b>{t('card.earn')}</b>
        </a>
        {(card.missions ?? 0) > 0 && (
          <a href={href('/missions')} onClick={onLink}>
            <Icon name="check" size={26} />
            <span>
              <b>{t('card.missions')}</b>
              <span>{card.missions}</span>
            </span>
          </a>
        )}
        {(card.draws ?? 0) > 0 && (
          <a href={href('/draws')} onClick={onLink}>
            <Icon name="bag" size={26} />
            <b>{t('card.draws')}</b>
          </a>
        )}
        {card.stamps && (
          <a href={href('/stamps')} onClick={onLink}>
            <Icon name="point" size={26} />
            <span>
              <b>{t('card.stamps')}</b>
              <span>
                {card.stamps.count}／{card.stamps.size}
              </span>
            </span>
          </a>
        )}
      </nav>
      {open === 'staff' && <StaffScreen card={card} onClose={() => setOpen(null)} />}
      {open === 'spend' && <SpendSheet card={card} onClose={() => setOpen(null)} />}
    </div>
  );
}

/** Says what the till has just booked; not what happened before the page was opened. */
function usePointsNews({ card, fresh }: Held, aloud: boolean): void {
  const before = useRef<number | null>(null);
  const { balance } = card.points;
  useEffect(() => {
    if (!fresh) return;
    const change = balance - (before.current ?? balance);
    before.current = balance;
    if (!aloud || change === 0) return;
    const words = { points: grouped(Math.abs(change)), balance: grouped(balance) };
    say(t(change > 0 ? 'card.pointsCame' : 'card.pointsWent', words));
  }, [balance, fresh, aloud]);
}

function FaceHead({ card }: { card: Card }) {
  const logo = config.value?.brand.logoUrl;
  const { tier } = card;
  return (
    <header class="face-head">
      <div class="face-brand">
        {logo ? (
          <img class="logo" src={logo} alt="" />
        ) : (
          <span class="logo logo-letter">{brandName().slice(0, 1)}</span>
        )}
        <span>{brandName()}</span>
        <span class="chip">{tier.name}</span>
      </div>
      <div class="face-who">
        <div>
          <p class="face-name">{card.name}</p>
          <p class="face-small">
            {tier.validUntil
              ? t('card.tierValid', { tier: tier.name, date: day(tier.validUntil) })
              : t('card.since', { date: day(card.memberSince) })}
          </p>
        </div>
        <p class="face-points">
          <b>{grouped(card.points.balance)}</b>
          <span>{t('card.pointsUnit')}</span>
        </p>
      </div>
    </header>
  );
}

function Points({ card, onSpend }: { card: Card; onSpend: () => void }) {
  const { balance, pending, expiringNext } = card.points;
  return (
    <div class="fact">
      <p class="fact-name">{t('card.expiry')}</p>
      {expiringNext ? (
        <>
          <p class="fact-big">{t('card.expiring', { points: grouped(expiringNext.points) })}</p>
          <p class="fact-note">{t('card.expiringOn', { date: shortDay(expiringNext.at, now()) })}</p>
        </>
      ) : (
        <p class="fact-note">{t('card.noExpiring')}</p>
      )}
      {pending > 0 && <p class="fact-note">{t('card.pending', { points: grouped(pending) })}</p>}
      <button type="button" class="button button-small" disabled={balance <= 0} onClick={onSpend}>
        {t('card.usePoints')}
      </button>
    </div>
  );
}

/** When the data on the screen is from; said loudly when it may be old. */
function Freshness({ held }: { held: Held }) {
  const time = moment(held.at);
  if (!online.value) {
    return (
      <p class="banner" role="status">
        <Icon name="offline" size={18} /> {t('app.offline', { time })}
      </p>
    );
  }
  return <p class="freshness">{t(held.fresh ? 'app.updated' : 'app.stale', { time })}</p>;
}

function Progress({ card }: { card: Card }) {
  const { next } = card.tier;
  const percent = next ? next.progress : 100;
  return (
    <a class="face-progress" href={href('/tier')} onClick={onLink}>
      <p class="progress-words">
        {next ? t('card.nextTier', { missing: next.missing, tier: next.name }) : t('card.topTier')}
      </p>
      <div
        class="progress"
        role="progressbar"
        aria-label={t('card.progress')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <span style={{ width: `${percent}%` }} />
      </div>
    </a>
  );
}
