import '../i18n/prizes.ts';
import './stamps.css';
import { api } from '../api/client.ts';
import type { StampCard } from '../api/types.ts';
import { now } from '../clock.ts';
import { inLanguage } from '../coupons/coupon-text.ts';
import { day, daysUntil, moment } from '../format.ts';
import { t } from '../i18n/index.ts';
import { href, onLink } from '../router.ts';
import { Icon } from '../ui/Icon.tsx';
import { useLoad } from '../ui/load.ts';
import { Empty, Failed, Rows } from '../ui/states.tsx';

const SOON = 30;

export default function StampsPage() {
  const { loaded, retry } = useLoad('stamps', api.stamps);
  return (
    <div class="page">
      <a class="back" href={href('/')} onClick={onLink}>
        <Icon name="back" size={20} /> {t('tab.card')}
      </a>
      <h1>{t('stamps.title')}</h1>
      {loaded.state === 'loading' && <Rows count={1} height={380} />}
      {loaded.state === 'failed' && <Failed error={loaded.error} onRetry={retry} />}
      {loaded.state === 'ready' &&
        (loaded.value.length === 0 ? (
          <Empty icon="point" title={t('stamps.empty')} hint={t('stamps.emptyHint')} />
        ) : (
          loaded.value.map((card) => <Card key={card.code} card={card} />)
        ))}
    </div>
  );
}

function Card({ card }: { card: StampCard }) {
  const next = card.prizes.find((prize) => prize.at > card.count);
  const about = inLanguage(card.about, card.aboutEn);
  return (
    <article class="stamps">
      <div class="stamps-face">
        <header>
          <h2>{inLanguage(card.name, card.nameEn)}</h2>
          <p>
            {t('stamps.number', { n: card.number })}
            {card.full > 0 && ` · ${t('stamps.full', { n: card.full })}`}
          </p>
        </header>
        <p class="unseen">{t('stamps.count', { count: card.count, size: card.size })}</p>
        <ol class="dots" style={{ '--across': card.size <= 6 ? Math.min(card.size, 3) : 5 }}>
          {Array.from({ length: card.size }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a place on the card never moves
            <Dot key={i} card={card} place={i + 1} />
          ))}
        </ol>
        <footer>
          <b>
            {card.count}
            <small>／{card.size}</small>
          </b>
          {card.until && <span>{untilOf(card.until)}</span>}
        </footer>
      </div>
      <p class="stamps-next">
        {next
          ? t('stamps.toGo', { n: next.at - card.count, prize: inLanguage(next.title, next.titleEn) })
          : t('stamps.done')}
      </p>
      <p class="stamps-how">{inLanguage(card.how, card.howEn)}</p>
      {about && <p class="stamps-how">{about}</p>}
      <section>
        <h3>{t('stamps.prizes')}</h3>
        <ul class="stamp-rows">
          {card.prizes.map((prize) => (
            <li key={prize.at}>
              <span>
                <b>{inLanguage(prize.title, prize.titleEn)}</b>
                <span>{t('stamps.at', { n: prize.at })}</span>
              </span>
              {prize.state === 'given' && prize.coupon ? (
                <a href={href(`/coupons/${encodeURIComponent(prize.coupon)}`)} onClick={onLink}>
                  {t('rewards.toCoupon')}
                </a>
              ) : (
                <span>
                  {prize.state === 'given' && t('stamps.given')}
                  {prize.state === 'missed' && t('stamps.missed')}
                </span>
              )}
            </li>
          ))}
        </ul>
      </section>
      {card.lines.length > 0 && (
        <section>
          <h3>{t('stamps.lines')}</h3>
          <ul class="stamp-rows">
            {card.lines.map((line) => (
              <li key={`${line.at} ${line.stamps}`}>
                <span>
                  <b>{inLanguage(line.why, line.whyEn)}</b>
                  <span>{moment(line.at)}</span>
                </span>
                <b>{line.stamps > 0 ? `+${line.stamps}` : line.stamps}</b>
              </li>
            ))}
          </ul>
        </section>
      )}
    </article>
  );
}

function Dot({ card, place }: { card: StampCard; place: number }) {
  const filled = place <= card.count;
  const prize = card.prizes.find((one) => one.at === place);
  const label = prize
    ? t('stamps.withPrize', { n: place, prize: inLanguage(prize.title, prize.titleEn) })
    : t(filled ? 'stamps.stamped' : 'stamps.open', { n: place });
  return (
    <li class={`dot${filled ? ' dot-filled' : ''}${prize ? ' dot-prize' : ''}`}>
      <span class="unseen">{label}</span>
      <span aria-hidden="true">
        {filled ? <Icon name="check" size={24} /> : prize ? <Icon name="gift" size={22} /> : place}
      </span>
    </li>
  );
}

function untilOf(until: string): string {
  const left = daysUntil(until, now());
  if (left <= 0) return t('stamps.lastDay');
  return left <= SOON ? t('stamps.daysLeft', { n: left }) : t('stamps.until', { date: day(until) });
}
