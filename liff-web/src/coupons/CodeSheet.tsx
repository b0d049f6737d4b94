import { useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import type { Coupon } from '../api/types.ts';
import { explain, t } from '../i18n/index.ts';
import { online, withSession } from '../session.ts';
import { Sheet } from '../ui/Sheet.tsx';
import { say } from '../ui/states.tsx';
import { titleOf } from './coupon-text.ts';

/** A promotional word, or the code on a flyer, becomes a coupon. */
export function CodeSheet({ onClose }: { onClose: (got: Coupon | null) => void }) {
  const [code, setCode] = useState('');
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const send = async (event: Event) => {
    event.preventDefault();
    if (!code.trim()) {
      setError(t('coupons.codeMissing'));
      return;
    }
    setSending(true);
    setError(null);
    try {
      const got = await withSession(() => api.claimCode(code.trim()));
      say(t('coupons.claimed', { title: titleOf(got) }));
      onClose(got);
    } catch (failure) {
      setError(online.value ? explain(failure) : t('coupons.claimOffline'));
      setSending(false);
    }
  };

  return (
    <Sheet title={t('coupons.enterCode')} onClose={() => onClose(null)} closable={!sending}>
      <form class="confirm" onSubmit={(event) => void send(event)} noValidate>
        <div class="field">
          <label for="promo">{t('coupons.codeField')}</label>
          <input
            type="text"
            id="promo"
            class="code-input"
            value={code}
            maxLength={80}
            autocapitalize="characters"
            autocomplete="off"
            spellcheck={false}
            aria-invalid={error !== null}
            onInput={(event) => setCode(event.currentTarget.value)}
          />
        </div>
        {error && (
          <p class="field-error" role="alert">
            {error}
          </p>
        )}
        <button type="submit" class="button button-wide" disabled={sending}>
          {t('coupons.claim')}
        </button>
      </form>
    </Sheet>
  );
}
