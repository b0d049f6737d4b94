import '../i18n/earn.ts';
import '../earn/earn.css';
import { useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import type { GivenPoints, PointsGifts } from '../api/types.ts';
import { grouped, moment } from '../format.ts';
import { explain, t } from '../i18n/index.ts';
import { liffUrl } from '../platform/platform.ts';
import { href, onLink } from '../router.ts';
import { config, ensurePlatform, online, refresh, withSession } from '../session.ts';
import { Icon } from '../ui/Icon.tsx';
import { useLoad } from '../ui/load.ts';
import { Empty, Failed, Rows, Segments, say } from '../ui/states.tsx';

/** Points to a friend: by LINE or by card number, and what became of those sent before. */
export default function GivePointsPage() {
  const { loaded, retry, replace } = useLoad('points gifts', api.pointsGifts);
  return (
    <div class="page">
      <a class="back" href={href('/history')} onClick={onLink}>
        <Icon name="back" size={20} /> {t('tab.history')}
      </a>
      <h1>{t('points.give')}</h1>
      {!online.value && (
        <p class="banner" role="status">
          <Icon name="offline" size={18} /> {t('points.offline')}
        </p>
      )}
      {loaded.state === 'loading' && <Rows count={3} height={96} />}
      {loaded.state === 'failed' && <Failed error={loaded.error} onRetry={retry} />}
      {loaded.state === 'ready' && <Shown view={loaded.value} onChanged={replace} />}
    </div>
  );
}

/** Opens LINE's picker; the gift stands already, so a closed picker is no failure. */
async function share(gift: { token: string; points: number; message?: string | null }): Promise<void> {
  const words = gift.message ? `${gift.message}\n` : '';
  const link = liffUrl(config.value?.liffId ?? '', `/points-gift/${gift.token}`);
  const text = `${words}${t('points.shareText', { points: grouped(gift.points) })}\n${link}`;
  const shared = await ensurePlatform()
    .then((running) => running.share(text))
    .catch(() => null);
  say(t(shared === 'sent' ? 'points.sent' : shared === 'copied' ? 'points.copied' : 'points.notSent'));
}

function Shown({ view, onChanged }: { view: PointsGifts; onChanged: (view: PointsGifts) => void }) {
  const reload = async () => {
    onChanged(await withSession(api.pointsGifts));
    void refresh();
  };
  return (
    <>
      {!view.on ? (
        <Empty icon="gift" title={t('points.off')} />
      ) : view.giveable < view.minimum ? (
        <Empty
          icon="gift"
          title={t('points.tooFew')}
          hint={t('points.giveLimit', {
            left: grouped(view.leftThisMonth),
            most: grouped(view.maximumPerMonth),
            least: grouped(view.minimum),
          })}
        />
      ) : (
        <GiveForm view={view} onGiven={reload} />
      )}
      {view.gifts.length > 0 && (
        <section class="month">
          <h2>{t('points.mine')}</h2>
          <ul class="entries">
            {view.gifts.map((gift) => (
              <li key={gift.id} class="entry way">
                <Given gift={gift} onChanged={onChanged} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function GiveForm({ view, onGiven }: { view: PointsGifts; onGiven: () => Promise<void> }) {
  const [how, setHow] = useState<'link' | 'card'>('link');
  const [text, setText] = useState(String(view.minimum));
  const [card, setCard] = useState('');
  const [message, setMessage] = useState('');
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const points = Number(text);
  const offered = [view.minimum, 50, 100, 200].filter(
    (n, i, all) => n >= view.minimum && n <= view.giveable && all.indexOf(n) === i,
  );

  const give = async () => {
    if (!Number.isInteger(points) || points < view.minimum || points > view.giveable) {
      setProblem(t('points.amountWrong', { least: grouped(view.minimum), most: grouped(view.giveable) }));
      return;
    }
    const number = card.replace(/\D/g, '');
    if (how === 'card' && number.length !== 16) {
      setProblem(t('points.cardWrong'));
      return;
    }
    setSending(true);
    setProblem(null);
    try {
      if (how === 'link') {
        const words = message.trim();
        await ensurePlatform();
        const { token } = await withSession(() => api.offerPoints(points, key, words));
        // The gift stands already: a picker that fails or hangs must not look like a gift that failed.
        void share({ token, points, message: words });
      } else {
        const sent = await withSession(() => api.sendPoints(number, points, key));
        say(t('points.sentTo', { points: grouped(sent.points), name: sent.receiverName }));
      }
      // The next tap is another gift.
      setKey(crypto.randomUUID());
      setMessage('');
      setCard('');
      await onGiven();
    } catch (error) {
      setProblem(online.value ? explain(error) : t('points.offline'));
    }
    setSending(false);
  };

  return (
    <form
      class="give-form"
      onSubmit={(event) => {
        event.preventDefault();
        void give();
      }}
    >
      <Segments
        label={t('points.how')}
        value={how}
        onChange={setHow}
        choices={[
          { value: 'link', label: t('points.byLink') },
          { value: 'card', label: t('points.byCard') },
        ]}
      />
      <p>{t(how === 'link' ? 'points.giveHint' : 'points.sendText')}</p>
      <p class="field-hint">
        {t('points.giveable', { points: grouped(view.giveable) })} ·{' '}
        {t('points.giveLimit', {
          left: grouped(view.leftThisMonth),
          most: grouped(view.maximumPerMonth),
          least: grouped(view.minimum),
        })}
      </p>
      <div class="field">
        <label for="gift-points">{t('points.amount')}</label>
        <input
          type="text"
          inputMode="numeric"
          id="gift-points"
          value={text}
          maxLength={7}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <div class="amounts">
          {offered.map((n) => (
            <button
              key={n}
              type="button"
              class="button button-small button-quiet"
              onClick={() => setText(String(n))}
            >
              {grouped(n)}
            </button>
          ))}
        </div>
      </div>
      {how === 'link' ? (
        <div class="field">
          <label for="gift-words">{t('points.message')}</label>
          <input
            type="text"
            id="gift-words"
            value={message}
            maxLength={100}
            onInput={(event) => setMessage(event.currentTarget.value)}
          />
        </div>
      ) : (
        <div class="field">
          <label for="gift-card">{t('points.card')}</label>
          <input
            type="text"
            inputMode="numeric"
            id="gift-card"
            value={card}
            maxLength={24}
            onInput={(event) => setCard(event.currentTarget.value)}
          />
        </div>
      )}
      {problem && (
        <p class="field-error" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" class="button button-wide" disabled={sending}>
        {t(how === 'link' ? 'points.share' : 'points.send')}
      </button>
    </form>
  );
}

function Given({ gift, onChanged }: { gift: GivenPoints; onChanged: (view: PointsGifts) => void }) {
  const [sending, setSending] = useState(false);
  const act = async (what: () => Promise<void>) => {
    setSending(true);
    try {
      await what();
    } catch (error) {
      say(online.value ? explain(error) : t('points.offline'));
    }
    setSending(false);
  };
  const takeBack = () =>
    act(async () => {
      onChanged(await withSession(() => api.takeBackPoints(gift.id)));
      say(t('points.tookBack'));
      void refresh();
    });
  const state =
    gift.state === 'open'
      ? t('points.open', { time: moment(gift.until) })
      : gift.state === 'claimed'
        ? t('points.claimedBy', { name: gift.receiverName ?? '' })
        : t(gift.state === 'takenBack' ? 'points.takenBack' : 'points.lapsed');
  const { token } = gift;
  return (
    <>
      <span class="entry-row">
        <span class="entry-icon">
          <Icon name="gift" size={20} />
        </span>
        <span class="entry-text">
          <b>{state}</b>
          <span>{[moment(gift.offeredAt), gift.message].filter(Boolean).join(' · ')}</span>
        </span>
        <span class="entry-figures">
          <b>
            {grouped(gift.points)} {t('card.pointsUnit')}
          </b>
        </span>
      </span>
      {gift.state === 'open' && token && (
        <span class="given-actions">
          <button
            type="button"
            class="button button-small"
            disabled={sending}
            onClick={() => void share({ ...gift, token })}
          >
            {t('points.again')}
          </button>
          <button
            type="button"
            class="button button-small button-quiet"
            disabled={sending}
            onClick={() => void takeBack()}
          >
            {t('points.takeBack')}
          </button>
        </span>
      )}
    </>
  );
}
