import './tier.css';
import { api } from '../api/client.ts';
import type { Tiers } from '../api/types.ts';
import { day } from '../format.ts';
import { t } from '../i18n/index.ts';
import { href, onLink } from '../router.ts';
import { Icon } from '../ui/Icon.tsx';
import { useLoad } from '../ui/load.ts';
import { Failed, Rows } from '../ui/states.tsx';

/** Every level, what it gives, and how far away it is. */
export default function TierPage() {
  const { loaded, retry } = useLoad('tiers', api.tiers);
  return (
    <div class="page">
      <a class="back" href={href('/')} onClick={onLink}>
        <Icon name="back" size={20} /> {t('tab.card')}
      </a>
      <h1>{t('tier.title')}</h1>
      {loaded.state === 'loading' && <Rows count={4} height={120} />}
      {loaded.state === 'failed' && <Failed error={loaded.error} onRetry={retry} />}
      {loaded.state === 'ready' && (
        <>
          {loaded.value.keep && <Keep keep={loaded.value.keep} />}
          <ol class="levels" reversed>
            {[...loaded.value.levels].reverse().map((level) => (
              <Level key={level.code} level={level} />
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

function Keep({ keep }: { keep: NonNullable<Tiers['keep']> }) {
  return (
    <section class="keep">
      <p class="keep-until">
        {keep.graceUntil
          ? t('tier.grace', { date: day(keep.graceUntil) })
          : t('tier.validUntil', { date: day(keep.validUntil) })}
      </p>
      <p>{keep.missing ? t('tier.toKeep', { missing: keep.missing }) : t('tier.kept')}</p>
      <Bar percent={keep.progress} label={t('tier.keepProgress')} />
    </section>
  );
}

function Level({ level }: { level: Tiers['levels'][number] }) {
  return (
    <li class={`level level-${level.state}`} style={{ '--tier': level.color }}>
      <div class="level-head">
        <h2>{level.name}</h2>
        {level.state === 'current' && <span class="chip">{t('tier.current')}</span>}
      </div>
      {level.demand && <p class="level-demand">{level.demand}</p>}
      {level.missing && <p class="level-missing">{level.missing}</p>}
      {level.state === 'next' && <Bar percent={level.progress} label={t('card.progress')} />}
      {level.benefits.length > 0 && (
        <ul class="benefits">
          {level.benefits.map((benefit) => (
            <li key={benefit}>{benefit}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

function Bar({ percent, label }: { percent: number; label: string }) {
  return (
    <div
      class="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <span style={{ width: `${percent}%` }} />
    </div>
  );
}
