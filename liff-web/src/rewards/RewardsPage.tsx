import '../i18n/prizes.ts';
import './rewards.css';
import { useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import type { CatalogueAnswer, Redemption, Reward } from '../api/types.ts';
import { inLanguage } from '../coupons/coupon-text.ts';
import { grouped, moment } from '../format.ts';
import { t } from '../i18n/index.ts';
import { href, onLink } from '../router.ts';
import { online, refresh } from '../session.ts';
import { Icon } from '../ui/Icon.tsx';
import { useLoad } from '../ui/load.ts';
import { Empty, Failed, Rows } from '../ui/states.tsx';
import { CancelSheet, RewardSheet } from './RewardSheets.tsx';

/** What points can be turned into, and what became of those that were. */
export default function RewardsPage() {
  const { loaded, retry } = useLoad('rewards', api.rewards);
  return (
    <div class="page">
      <a class="back" href={href('/')} onClick={onLink}>
        <Icon name="back" size={20} /> {t('tab.card')}
      </a>
      <h1>{t('rewards.title')}</h1>
      {!online.value && (
        <p class="banner" role="status">
          <Icon name="offline" size={18} /> {t('rewards.offline')}
        </p>
      )}
      {loaded.state === 'loading' && <Rows count={3} height={220} />}
      {loaded.state === 'failed' && <Failed error={loaded.error} onRetry={retry} />}
      {loaded.state === 'ready' && (
        <Shelf
          catalogue={loaded.value}
          onChanged={() => {
            retry();
            void refresh();
          }}
        />
      )}
    </div>
  );
}

function Shelf({ catalogue, onChanged }: { catalogue: CatalogueAnswer; onChanged: () => void }) {
  const [open, setOpen] = useState<Reward | null>(null);
  const [leaving, setLeaving] = useState<Redemption | null>(null);
  return (
    <>
      <p class="purse">
        <span>{t('rewards.balance')}</span>
        <b>{grouped(catalogue.balance)}</b>
        <span>{t('card.pointsUnit')}</span>
      </p>
      {catalogue.items.length === 0 ? (
        <Empty icon="gift" title={t('rewards.empty')} hint={t('rewards.emptyHint')} />
      ) : (
        <ul class="shelf">
          {catalogue.items.map((reward) => (
            <li key={reward.code}>
              <button
                type="button"
                class={`reward reward-${reward.state}`}
                onClick={() => setOpen(reward)}
                aria-haspopup="dialog"
              >
                <Picture reward={reward} />
                <span class="reward-text">
                  <b>{inLanguage(reward.name, reward.nameEn)}</b>
                  <span class="reward-price">{t('rewards.price', { points: grouped(reward.points) })}</span>
                  <span class="reward-note">{noteOf(reward)}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {catalogue.redemptions.length > 0 && (
        <section class="redeemed">
          <h2>{t('rewards.mine')}</h2>
          <ul>
            {catalogue.redemptions.map((one) => (
              <li key={one.id}>
                <span>
                  <b>{inLanguage(one.name, one.nameEn)}</b>
                  <span>
                    {moment(one.at)} · {t('rewards.price', { points: grouped(one.points) })}
                  </span>
                </span>
                <span class="redeemed-state">
                  {one.state === 'ready' && one.coupon ? (
                    <a href={href(`/coupons/${encodeURIComponent(one.coupon)}`)} onClick={onLink}>
                      {t('rewards.toCoupon')}
                    </a>
                  ) : (
                    t(`rewards.${one.state}`)
                  )}
                  {one.cancelUntil && (
                    <button type="button" class="link-button" onClick={() => setLeaving(one)}>
                      {t('rewards.cancel')}
                    </button>
                  )}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {open && (
        <RewardSheet
          reward={open}
          catalogue={catalogue}
          onClose={(changed) => {
            setOpen(null);
            if (changed) onChanged();
          }}
        />
      )}
      {leaving && (
        <CancelSheet
          redemption={leaving}
          onClose={(changed) => {
            setLeaving(null);
            if (changed) onChanged();
          }}
        />
      )}
    </>
  );
}

export function Picture({ reward }: { reward: Reward }) {
  return (
    <span class="reward-picture">
      {reward.imageUrl ? <img src={reward.imageUrl} alt="" loading="lazy" /> : <Icon name="gift" size={40} />}
      {reward.state === 'soldOut' && <em>{t('rewards.soldOut')}</em>}
    </span>
  );
}

/** Why it cannot be had yet; what is left when it can. */
export function noteOf(reward: Reward): string {
  switch (reward.state) {
    case 'points':
      return t('rewards.missing', { points: grouped(reward.missing) });
    case 'soldOut':
      return t('rewards.soldOut');
    case 'tier':
      return t('rewards.tier', { tier: inLanguage(reward.tier, reward.tierEn) });
    case 'limit':
      return t('rewards.limit');
    case 'monthLimit':
      return t('rewards.monthLimit');
    case 'soon':
      return t('rewards.soon', { time: reward.from ? moment(reward.from) : '' });
    default:
      return reward.left != null ? t('rewards.left', { n: grouped(reward.left) }) : '';
  }
}
