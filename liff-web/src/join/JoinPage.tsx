import '../i18n/join.ts';
import { useEffect, useState } from 'preact/hooks';
import type { CodeRequired, SessionState } from '../api/types.ts';
import { brandName } from '../brand.ts';
import { t } from '../i18n/index.ts';
import { afterJoin, go } from '../router.ts';
import { accept, config, ensurePlatform, guestName, justJoined } from '../session.ts';
import { Icon } from '../ui/Icon.tsx';
import { Failed, Rows } from '../ui/states.tsx';
import { CodeStep } from './CodeStep.tsx';
import { JoinForm } from './JoinForm.tsx';

export default function JoinPage() {
  const [challenge, setChallenge] = useState<CodeRequired | null>(null);
  const [error, setError] = useState<unknown>(null);

  // The terms come with the settings; they may have failed to load on the way in.
  const load = () => {
    setError(null);
    ensurePlatform().catch(setError);
  };
  useEffect(load, []);

  const joined = async (state: SessionState) => {
    justJoined.value = challenge ? 'back' : 'new';
    await accept(state);
    go(afterJoin.value ?? '/', 'replace');
    afterJoin.value = null;
  };

  if (!config.value) return error ? <Failed error={error} onRetry={load} /> : <Rows count={4} height={88} />;
  return (
    <div class="page join">
      <header class="join-head">
        <p class="join-brand">{brandName()}</p>
        <h1>{t(challenge ? 'otp.title' : 'join.title')}</h1>
        {!challenge && (
          <>
            <p>
              {guestName.value && `${t('join.hello', { name: guestName.value })} · `}
              {t('join.lead')}
            </p>
            <ul class="benefits">
              <li>
                <Icon name="point" size={18} /> {t('join.benefitPoints')}
              </li>
              <li>
                <Icon name="gift" size={18} /> {t('join.benefitCoupon')}
              </li>
              <li>
                <Icon name="card" size={18} /> {t('join.benefitCard')}
              </li>
            </ul>
          </>
        )}
      </header>
      {/* The form stays in the page, so that going back to correct the number loses nothing. */}
      <div hidden={challenge !== null}>
        <JoinForm config={config.value} onJoined={joined} onCodeRequired={setChallenge} />
      </div>
      {challenge && (
        <CodeStep
          key={challenge.challenge}
          first={challenge}
          length={config.value.oneTimeCode.length}
          onJoined={joined}
          onChangePhone={() => setChallenge(null)}
        />
      )}
    </div>
  );
}
