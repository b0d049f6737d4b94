import '../i18n/prizes.ts';
import './draws.css';
import { useRef, useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import type { Draw, DrawsAnswer } from '../api/types.ts';
import { useSecond } from '../clock.ts';
import { inLanguage } from '../coupons/coupon-text.ts';
import { grouped, moment } from '../format.ts';
import { explain, t } from '../i18n/index.ts';
import { href, onLink } from '../router.ts';
import { online, refresh, withSession } from '../session.ts';
import { Icon } from '../ui/Icon.tsx';
import { useLoad } from '../ui/load.ts';
import { Sheet } from '../ui/Sheet.tsx';
import { Empty, Failed, Rows, say } from '../ui/states.tsx';

const DAY = 86_400_000;

export default function DrawsPage() {
  const { loaded, retry, replace } = useLoad('draws', api.draws);
  return (
    <div class="page">
      <a class="back" href={href('/')} onClick={onLink}>
        <Icon name="back" size={20} /> {t('tab.card')}
      </a>
      <h1>{t('draws.title')}</h1>
      {loaded.state === 'loading' && <Rows count={1} height={360} />}
      {loaded.state === 'failed' && <Failed error={loaded.error} onRetry={retry} />}
      {loaded.state === 'ready' &&
        (loaded.value.draws.length === 0 ? (
          <Empty icon="gift" title={t('draws.empty')} hint={t('draws.emptyHint')} />
        ) : (
          loaded.value.draws.map((draw) => (
            <One key={draw.code} draw={draw} balance={loaded.value.balance} onEntered={replace} />
          ))
        ))}
    </div>
  );
}

interface Props {
  draw: Draw;
  balance: number;
  onEntered: (answer: DrawsAnswer) => void;
}

function One({ draw, balance, onEntered }: Props) {
  const name = inLanguage(draw.name, draw.nameEn);
  const about = inLanguage(draw.description, draw.descriptionEn);
  return (
    <article class={`draw draw-${draw.state}`}>
      {draw.imageUrl && <img class="draw-image" src={draw.imageUrl} alt="" loading="lazy" />}
      <header>
        <h2>{name}</h2>
        <When draw={draw} />
      </header>
      {draw.state === 'drawn' && <Result draw={draw} />}
      {about && <p>{about}</p>}
      <h3>{t('draws.prizes')}</h3>
      <ul class="draw-prizes">
        {draw.prizes.map((prize) => (
          <li key={prize.name}>
            <b>{inLanguage(prize.name, prize.nameEn)}</b>
            <span>{t('draws.count', { n: grouped(prize.count) })}</span>
          </li>
        ))}
      </ul>
      <dl class="draw-facts">
        <div>
          <dt>{t('draws.mine')}</dt>
          <dd>{grouped(draw.mine)}</dd>
        </div>
        <div>
          <dt>{t('draws.all')}</dt>
          <dd>{grouped(draw.entries)}</dd>
        </div>
      </dl>
      {draw.state === 'open' && <Enter draw={draw} balance={balance} onEntered={onEntered} />}
      <Proof draw={draw} />
    </article>
  );
}

function When({ draw }: { draw: Draw }) {
  const at = useSecond();
  if (draw.state === 'soon')
    return <p class="draw-when">{t('draws.opensAt', { time: moment(draw.opensAt) })}</p>;
  if (draw.state === 'closed') {
    return (
      <p class="draw-when">
        {draw.drawAt ? t('draws.closed', { time: moment(draw.drawAt) }) : t('draws.closedByHand')}
      </p>
    );
  }
  if (draw.state === 'drawn') return <p class="draw-when">{t('draws.drawn')}</p>;
  return (
    <p class="draw-when">
      {t('draws.closesIn')} <b>{leftOf(Date.parse(draw.closesAt) - at)}</b>
    </p>
  );
}

/** 2 天 03:04:05 */
function leftOf(ms: number): string {
  const left = Math.max(0, ms);
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const time = `${two((left % DAY) / 3_600_000)}:${two((left % 3_600_000) / 60_000)}:${two((left % 60_000) / 1_000)}`;
  return left >= DAY ? t('draws.days', { n: Math.floor(left / DAY), time }) : time;
}

function Result({ draw }: { draw: Draw }) {
  if (!draw.won) return <p class="draw-lost">{draw.mine > 0 ? t('draws.lost') : t('draws.notIn')}</p>;
  return (
    <div class="draw-won" role="status">
      <Icon name="gift" size={32} />
      <p>
        <b>{t('draws.won', { prize: inLanguage(draw.won.name, draw.won.nameEn) })}</b>
        {draw.won.points > 0 && t('draws.wonPoints', { points: grouped(draw.won.points) })}
      </p>
      {draw.won.coupon && (
        <a class="button" href={href(`/coupons/${encodeURIComponent(draw.won.coupon)}`)} onClick={onLink}>
          {t('rewards.toCoupon')}
        </a>
      )}
    </div>
  );
}

function Enter({ draw, balance, onEntered }: Props) {
  const [asking, setAsking] = useState(false);
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  // Kept until the answer is there: a retry after a lost answer enters nothing more.
  const key = useRef(crypto.randomUUID());
  const full = draw.maxPerMember != null && draw.mine >= draw.maxPerMember;

  const enter = async (points?: number) => {
    setSending(true);
    setError(null);
    try {
      onEntered(await withSession(() => api.enterDraw(draw.code, key.current, points)));
      key.current = crypto.randomUUID();
      setAsking(false);
      say(t('draws.entered'));
      if (points) void refresh();
    } catch (failure) {
      setError(failure);
    }
    setSending(false);
  };

  const problem = error !== null && (
    <p class="field-error" role="alert">
      {online.value ? explain(error) : t('draws.offline')}
    </p>
  );
  if (full) return <p class="draw-lost">{t('draws.full')}</p>;
  return (
    <div class="draw-enter">
      {!asking && problem}
      {draw.freeLeft && (
        <button type="button" class="button button-wide" disabled={sending} onClick={() => void enter()}>
          {t('draws.free')}
        </button>
      )}
      {draw.free === 'daily' && !draw.freeLeft && <p class="draw-lost">{t('draws.freeTomorrow')}</p>}
      {draw.entryPoints != null && (
        <button
          type="button"
          class={`button button-wide${draw.freeLeft ? ' button-quiet' : ''}`}
          disabled={sending || balance < draw.entryPoints}
          onClick={() => setAsking(true)}
        >
          {balance < draw.entryPoints
            ? t('rewards.missing', { points: grouped(draw.entryPoints - balance) })
            : t('draws.forPoints', { points: grouped(draw.entryPoints) })}
        </button>
      )}
      {draw.maxPerMember != null && <p class="draw-note">{t('draws.most', { n: draw.maxPerMember })}</p>}
      {asking && draw.entryPoints != null && (
        <Sheet
          title={inLanguage(draw.name, draw.nameEn)}
          onClose={() => setAsking(false)}
          closable={!sending}
        >
          <div class="confirm">
            <p>{t('draws.askPoints', { points: grouped(draw.entryPoints) })}</p>
            {problem}
            <button
              type="button"
              class="button button-wide"
              disabled={sending}
              onClick={() => void enter(draw.entryPoints ?? undefined)}
            >
              {t('draws.forPoints', { points: grouped(draw.entryPoints) })}
            </button>
            <button
              type="button"
              class="button button-quiet button-wide"
              disabled={sending}
              onClick={() => setAsking(false)}
            >
              {t('app.cancel')}
            </button>
          </div>
        </Sheet>
      )}
    </div>
  );
}

/** What is published, for whoever wants to draw again. */
function Proof({ draw }: { draw: Draw }) {
  if (!draw.commitment) return null;
  const numbered = draw.tickets.filter((ticket) => ticket.number != null);
  return (
    <details class="draw-proof">
      <summary>{t('draws.proof')}</summary>
      <p>{t('draws.proofText')}</p>
      <dl>
        <dt>{t('draws.commitment')}</dt>
        <dd>{draw.commitment}</dd>
        {draw.seed && <dt>{t('draws.seed')}</dt>}
        {draw.seed && <dd>{draw.seed}</dd>}
        {draw.entriesHash && <dt>{t('draws.list')}</dt>}
        {draw.entriesHash && <dd>{draw.entriesHash}</dd>}
        {numbered.length > 0 && <dt>{t('draws.tickets')}</dt>}
        {numbered.map((ticket) => (
          <dd key={ticket.ref}>
            {ticket.number} · {ticket.ref}
          </dd>
        ))}
      </dl>
    </details>
  );
}
