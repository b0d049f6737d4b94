import '../i18n/family.ts';
import '../earn/earn.css';
import './family.css';
import { useState } from 'preact/hooks';
import { ApiError, api } from '../api/client.ts';
import type { Family, FamilyInvite, FamilyPerson } from '../api/types.ts';
import { day, grouped, moment } from '../format.ts';
import { explain, t } from '../i18n/index.ts';
import { liffUrl } from '../platform/platform.ts';
import { afterJoin, go, href, onLink, path } from '../router.ts';
import { config, ensurePlatform, online, phase, refresh, withSession } from '../session.ts';
import { Icon } from '../ui/Icon.tsx';
import { useLoad } from '../ui/load.ts';
import { Sheet } from '../ui/Sheet.tsx';
import { Empty, Failed, Rows, say } from '../ui/states.tsx';

/** The family that shares points; with a token in the path, an invitation to one. */
export default function FamilyPage() {
  const token = decodeURIComponent(path.value.split('/')[2] ?? '');
  return token ? <Invited token={token} /> : <Mine />;
}

function Mine() {
  const { loaded, retry, replace } = useLoad('family', api.family);
  return (
    <div class="page">
      <a class="back" href={href('/history')} onClick={onLink}>
        <Icon name="back" size={20} /> {t('tab.history')}
      </a>
      <h1>{t('family.title')}</h1>
      {!online.value && (
        <p class="banner" role="status">
          <Icon name="offline" size={18} /> {t('family.offline')}
        </p>
      )}
      {loaded.state === 'loading' && <Rows count={3} height={80} />}
      {loaded.state === 'failed' && <Failed error={loaded.error} onRetry={retry} />}
      {loaded.state === 'ready' && <Shown family={loaded.value} onChanged={replace} />}
    </div>
  );
}

/** Opens LINE's picker; the invitation stands already, so a closed picker is no failure. */
async function share(token: string): Promise<void> {
  const link = liffUrl(config.value?.liffId ?? '', `/family/${token}`);
  const shared = await ensurePlatform()
    .then((running) => running.share(`${t('family.inviteText')}\n${link}`))
    .catch(() => null);
  say(t(shared === 'sent' ? 'family.sent' : shared === 'copied' ? 'family.copied' : 'family.notSent'));
}

function Shown({ family, onChanged }: { family: Family; onChanged: (family: Family) => void }) {
  const [sending, setSending] = useState(false);
  const [asked, setAsked] = useState<FamilyPerson | 'leave' | null>(null);
  const act = async (what: () => Promise<void>) => {
    setSending(true);
    try {
      await what();
    } catch (error) {
      say(online.value ? explain(error) : t('family.offline'));
    }
    setSending(false);
  };
  const invite = () =>
    act(async () => {
      await ensurePlatform();
      const made = await withSession(api.inviteFamily);
      onChanged(made.family);
      void share(made.token);
    });
  const end = () =>
    act(async () => {
      const who = asked;
      onChanged(await withSession(() => (who && who !== 'leave' ? api.sendAway(who.id) : api.leaveFamily())));
      setAsked(null);
      if (who === 'leave') say(t('family.left'));
      void refresh();
    });

  const { people } = family;
  const room = people.length + family.invites.length < family.maximumMembers;
  if (!family.on && people.length === 0) return <Empty icon="person" title={t('family.off')} />;
  if (people.length === 0)
    return (
      <>
        <Empty icon="person" title={t('family.title')} hint={t('family.how')} />
        {family.mayJoinFrom ? (
          <p class="plate-note">{t('family.wait', { date: day(family.mayJoinFrom) })}</p>
        ) : (
          <button type="button" class="button button-wide" disabled={sending} onClick={() => void invite()}>
            {t('family.begin')}
          </button>
        )}
      </>
    );
  const leaving = asked === 'leave';
  const kind = !leaving ? 'sendAway' : family.owner ? 'end' : 'leave';
  return (
    <>
      {family.on ? (
        <p class="lots-balance">
          {t('family.total')} <b>{grouped(family.total)}</b>
        </p>
      ) : (
        <p class="banner">{t('family.off')}</p>
      )}
      <section class="month">
        <h2>{t('family.people', { n: people.length, most: family.maximumMembers })}</h2>
        <ul class="entries">
          {people.map((person) => (
            <li key={person.id} class="entry">
              <Person person={person} onEnd={family.owner && !person.me ? () => setAsked(person) : null} />
            </li>
          ))}
          {family.invites.map((one) => (
            <li key={one.id} class="entry way">
              <span class="entry-row">
                <span class="entry-icon">
                  <Icon name="person" size={20} />
                </span>
                <span class="entry-text">
                  <b>{t('family.waiting', { time: moment(one.until) })}</b>
                </span>
              </span>
              <span class="given-actions">
                <button
                  type="button"
                  class="button button-small"
                  disabled={sending}
                  onClick={() => void share(one.token)}
                >
                  {t('family.again')}
                </button>
                <button
                  type="button"
                  class="button button-small button-quiet"
                  disabled={sending}
                  onClick={() =>
                    void act(async () => onChanged(await withSession(() => api.endInvite(one.id))))
                  }
                >
                  {t('family.takeBack')}
                </button>
              </span>
            </li>
          ))}
        </ul>
      </section>
      {family.on && family.owner && room && (
        <button type="button" class="button button-wide" disabled={sending} onClick={() => void invite()}>
          {t('family.invite')}
        </button>
      )}
      <p class="field-hint family-how">{t('family.how')}</p>
      <button type="button" class="button button-quiet button-wide" onClick={() => setAsked('leave')}>
        {t(family.owner ? 'family.end' : 'family.leave')}
      </button>
      {asked && (
        <Sheet
          title={t(`family.${kind}Title`, { name: leaving ? '' : asked.name })}
          onClose={() => setAsked(null)}
        >
          <p>{t(`family.${kind}Text`)}</p>
          <button type="button" class="button button-wide" disabled={sending} onClick={() => void end()}>
            {t(`family.${kind}`)}
          </button>
          <button type="button" class="button button-wide button-quiet" onClick={() => setAsked(null)}>
            {t('app.cancel')}
          </button>
        </Sheet>
      )}
    </>
  );
}

function Person({ person, onEnd }: { person: FamilyPerson; onEnd: (() => void) | null }) {
  const marks = [person.me && t('family.me'), person.owner && t('family.owner')].filter(Boolean).join(' · ');
  return (
    <span class="entry-row">
      <span class="entry-icon">
        <Icon name="person" size={20} />
      </span>
      <span class="entry-text">
        <b>{person.name}</b>
        <span>{[marks, t('family.since', { date: day(person.joinedAt) })].filter(Boolean).join(' · ')}</span>
      </span>
      <span class="entry-figures">
        <b>{t('family.points', { points: grouped(person.points) })}</b>
        {onEnd && (
          <button type="button" class="link-button" onClick={onEnd}>
            {t('family.sendAway')}
          </button>
        )}
      </span>
    </span>
  );
}

function Invited({ token }: { token: string }) {
  const { loaded, retry, replace } = useLoad(`family invite ${token}`, () => api.familyInvite(token));
  const missing =
    loaded.state === 'failed' && loaded.error instanceof ApiError && loaded.error.status === 404;
  return (
    <div class="page">
      {loaded.state === 'loading' && <Rows count={1} height={280} />}
      {loaded.state === 'failed' &&
        (missing ? (
          <Empty icon="person" title={t('family.missing')} />
        ) : (
          <Failed error={loaded.error} onRetry={retry} />
        ))}
      {loaded.state === 'ready' && <Invitation invite={loaded.value} token={token} onJoined={replace} />}
    </div>
  );
}

/** Joining lets others spend one's points: what that means is said above the button. */
function Invitation(props: {
  invite: FamilyInvite;
  token: string;
  onJoined: (invite: FamilyInvite) => void;
}) {
  const { invite, token, onJoined } = props;
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const join = async () => {
    setSending(true);
    setError(null);
    try {
      onJoined(await withSession(() => api.joinFamily(token)));
      void refresh();
    } catch (failure) {
      setError(failure);
    }
    setSending(false);
  };
  return (
    <section class="earned">
      <span class="earned-icon">
        <Icon name="person" size={40} />
      </span>
      <h1 class="earned-title">{t('family.invitedBy', { name: invite.from })}</h1>
      {invite.state === 'open' && (
        <>
          <p>{t('family.consent')}</p>
          <p class="field-hint">{t('family.until', { time: moment(invite.until) })}</p>
        </>
      )}
      {error !== null && (
        <p class="field-error" role="alert">
          {online.value ? explain(error) : t('family.offline')}
        </p>
      )}
      {invite.state === 'joined' ? (
        <>
          <p class="plate-note">{t('family.joined')}</p>
          <button type="button" class="button button-wide" onClick={() => go('/family', 'replace')}>
            {t('family.toFamily')}
          </button>
        </>
      ) : invite.state !== 'open' ? (
        <p class="plate-note">{t(`family.${invite.state}`)}</p>
      ) : phase.value === 'guest' ? (
        <button
          type="button"
          class="button button-wide"
          onClick={() => {
            afterJoin.value = `/family/${token}`;
            go('/join');
          }}
        >
          {t('family.joinFirst')}
        </button>
      ) : (
        <button type="button" class="button button-wide" disabled={sending} onClick={() => void join()}>
          {t('family.join')}
        </button>
      )}
    </section>
  );
}
