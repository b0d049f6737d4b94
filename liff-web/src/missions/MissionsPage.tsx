import '../i18n/earn.ts';
import '../i18n/missions.ts';
import './missions.css';
import { api } from '../api/client.ts';
import type { Mission, MissionGoal } from '../api/types.ts';
import { now } from '../clock.ts';
import { inLanguage } from '../coupons/coupon-text.ts';
import { scanCheckIn } from '../earn/scan.ts';
import { day, daysUntil, grouped, money } from '../format.ts';
import { t } from '../i18n/index.ts';
import { href, onLink } from '../router.ts';
import { Icon } from '../ui/Icon.tsx';
import { useLoad } from '../ui/load.ts';
import { Empty, Failed, Rows } from '../ui/states.tsx';

const SOON = 30;

/** 任務: what to do, how far it is, until when, and what it brings. */
export default function MissionsPage() {
  const { loaded, retry } = useLoad('missions', api.missions);
  return (
    <div class="page">
      <a class="back" href={href('/')} onClick={onLink}>
        <Icon name="back" size={20} /> {t('tab.card')}
      </a>
      <h1>{t('missions.title')}</h1>
      {loaded.state === 'loading' && <Rows count={3} height={180} />}
      {loaded.state === 'failed' && <Failed error={loaded.error} onRetry={retry} />}
      {loaded.state === 'ready' &&
        (loaded.value.length === 0 ? (
          <Empty icon="check" title={t('missions.empty')} hint={t('missions.emptyHint')} />
        ) : (
          loaded.value.map((mission) => <Card key={mission.code} mission={mission} />)
        ))}
    </div>
  );
}

function Card({ mission }: { mission: Mission }) {
  const about = inLanguage(mission.about, mission.aboutEn);
  return (
    <article class={`mission mission-${mission.state}`}>
      <header>
        <h2>{inLanguage(mission.name, mission.nameEn)}</h2>
        <Badge mission={mission} />
      </header>
      {about && <p class="mission-about">{about}</p>}
      {mission.any && mission.goals.length > 1 && <p class="mission-about">{t('missions.any')}</p>}
      <ul class="mission-goals">
        {mission.goals.map((goal) => (
          <Goal key={goal.text} goal={goal} open={mission.state === 'open'} />
        ))}
      </ul>
      {mission.prizes.length > 0 && (
        <ul class="mission-prizes">
          {mission.prizes.map((prize) => (
            <li key={`${prize.at} ${prize.title}`}>
              <Icon name="gift" size={20} />
              <span>
                <b>{inLanguage(prize.title, prize.titleEn)}</b>
                <span>
                  {prize.at >= mission.needed
                    ? t('missions.atEnd')
                    : mission.goals.length > 1
                      ? t('missions.atGoals', { n: prize.at })
                      : t('missions.at', { at: amount(prize.at, mission) })}
                </span>
              </span>
              {prize.state === 'given' && prize.coupon ? (
                <a href={href(`/coupons/${encodeURIComponent(prize.coupon)}`)} onClick={onLink}>
                  {t('missions.given')}
                </a>
              ) : (
                prize.state !== 'ahead' && <span class="chip">{t(`missions.${prize.state}`)}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}

function Badge({ mission }: { mission: Mission }) {
  switch (mission.state) {
    case 'done':
      return (
        <span class="mission-badge mission-badge-done">
          <Icon name="check" size={18} />
          {mission.finishedAt ? t('missions.doneOn', { date: day(mission.finishedAt) }) : t('missions.done')}
        </span>
      );
    case 'over':
      return <span class="mission-badge">{t('missions.over')}</span>;
    case 'soldOut':
      return <span class="mission-badge">{t('missions.soldOut')}</span>;
    case 'open':
      return (
        <span class="mission-badge">
          <Icon name="clock" size={18} />
          {untilOf(mission)}
        </span>
      );
  }
}

function Goal({ goal, open }: { goal: MissionGoal; open: boolean }) {
  const text = inLanguage(goal.text, goal.textEn);
  const show = (value: number) => (goal.unit === 'money' ? money(value) : grouped(value));
  return (
    <li>
      <span class="mission-goal">
        <span>{text}</span>
        <b>
          {show(goal.done)}
          <small>／{show(goal.needed)}</small>
        </b>
      </span>
      <div
        class="progress"
        role="progressbar"
        aria-label={t('missions.progress', { text, done: show(goal.done), needed: show(goal.needed) })}
        aria-valuemin={0}
        aria-valuemax={goal.needed}
        aria-valuenow={goal.done}
      >
        <span style={{ width: `${Math.floor((goal.done * 100) / goal.needed)}%` }} />
      </div>
      {open && goal.done < goal.needed && <Help kind={goal.kind} />}
    </li>
  );
}

/** What can be done about it right here. */
function Help({ kind }: { kind: MissionGoal['kind'] }) {
  if (kind === 'checkIns')
    return (
      <button type="button" class="button button-quiet button-small" onClick={() => void scanCheckIn()}>
        {t('missions.toCheckIn')}
      </button>
    );
  if (kind !== 'profile' && kind !== 'friends') return null;
  return (
    <a
      class="button button-quiet button-small"
      href={href(kind === 'profile' ? '/profile' : '/referral')}
      onClick={onLink}
    >
      {t(kind === 'profile' ? 'missions.toProfile' : 'missions.toFriends')}
    </a>
  );
}

const amount = (value: number, mission: Mission) =>
  mission.goals[0]?.unit === 'money' ? money(value) : grouped(value);

function untilOf(mission: Mission): string {
  if (!mission.until) return t('missions.noEnd');
  const left = daysUntil(mission.until, now());
  if (left <= 0) return t('missions.lastDay');
  return left <= SOON
    ? t('missions.daysLeft', { n: left })
    : t('missions.until', { date: day(mission.until) });
}
