import '../i18n/earn.ts';
import './earn.css';
import { useEffect, useState } from 'preact/hooks';
import { ApiError, api } from '../api/client.ts';
import type { CheckedIn } from '../api/types.ts';
import { grouped } from '../format.ts';
import { explain, t } from '../i18n/index.ts';
import { go, path } from '../router.ts';
import { online, refresh, withSession } from '../session.ts';
import { Icon } from '../ui/Icon.tsx';
import { Rows } from '../ui/states.tsx';
import { scanCheckIn } from './scan.ts';

type Now = { state: 'doing' } | { state: 'done'; done: CheckedIn } | { state: 'failed'; error: unknown };

/** Opened by the code on the counter: checks in at once and says what came of it. */
export default function CheckInPage() {
  const code = decodeURIComponent(path.value.split('/')[2] ?? '');
  const [now, set] = useState<Now>({ state: 'doing' });
  const checkIn = () => {
    set({ state: 'doing' });
    withSession(() => api.checkIn(code)).then(
      (done) => {
        set({ state: 'done', done });
        if (done.counted) void refresh();
      },
      (error: unknown) => set({ state: 'failed', error }),
    );
  };
  useEffect(checkIn, [code]);
  return (
    <div class="page">
      <h1>{t('checkIn.title')}</h1>
      {now.state === 'doing' && (
        <>
          <p class="field-hint" role="status">
            {t('checkIn.doing')}
          </p>
          <Rows count={1} height={240} />
        </>
      )}
      {now.state === 'done' && <Done done={now.done} />}
      {now.state === 'failed' && <NotDone error={now.error} onRetry={checkIn} />}
    </div>
  );
}

function Done({ done }: { done: CheckedIn }) {
  return (
    <section class="earned" role="status">
      <span class={`earned-icon${done.counted || done.noted ? '' : ' earned-quiet'}`}>
        <Icon name="check" size={40} />
      </span>
      <p class="earned-title">
        {t(
          done.counted
            ? 'checkIn.won'
            : done.noted
              ? 'checkIn.noted'
              : done.already
                ? 'checkIn.already'
                : 'checkIn.nothing',
        )}
      </p>
      {done.storeName && <p>{done.storeName}</p>}
      {done.counted && <p class="earned-points">{t('checkIn.points', { points: grouped(done.points) })}</p>}
      {done.already && <p>{t('checkIn.alreadyHint')}</p>}
      <p class="field-hint">{t('checkIn.balance', { points: grouped(done.balance) })}</p>
      {done.tomorrow > 0 && (
        <p class="earned-next">{t('checkIn.tomorrow', { points: grouped(done.tomorrow) })}</p>
      )}
      <button type="button" class="button button-wide" onClick={() => go('/', 'replace')}>
        {t('checkIn.toCard')}
      </button>
    </section>
  );
}

function NotDone({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const wrongCode = error instanceof ApiError && error.code.startsWith('checkin.code');
  return (
    <div class="note-box" role="alert">
      <p class="note-title">{t('checkIn.failed')}</p>
      <p>{online.value ? explain(error) : t('checkIn.offline')}</p>
      <button type="button" class="button" onClick={() => (wrongCode ? void scanCheckIn() : onRetry())}>
        {t(wrongCode ? 'checkIn.rescan' : 'checkIn.again')}
      </button>
      <button type="button" class="button button-quiet" onClick={() => go('/', 'replace')}>
        {t('checkIn.toCard')}
      </button>
    </div>
  );
}
