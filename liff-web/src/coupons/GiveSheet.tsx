import { useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import type { Coupon } from '../api/types.ts';
import { explain, t } from '../i18n/index.ts';
import { liffUrl } from '../platform/platform.ts';
import { config, ensurePlatform, online, withSession } from '../session.ts';
import { Sheet } from '../ui/Sheet.tsx';
import { say } from '../ui/states.tsx';
import { titleOf, worthOf } from './coupon-text.ts';

/** Offers the coupon, then opens LINE's picker of friends. Closing the picker keeps the offer: it can be shared again or taken back. */
export function GiveSheet({ coupon, onClose }: { coupon: Coupon; onClose: (offered: boolean) => void }) {
  const [message, setMessage] = useState('');
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const again = coupon.state === 'offered';

  const give = async () => {
    setSending(true);
    setError(null);
    try {
      const running = await ensurePlatform();
      const { token } = await withSession(() => api.giveCoupon(coupon.id, message.trim()));
      const text = `${message.trim() ? `${message.trim()}\n` : ''}${t('gift.shareText', { title: titleOf(coupon) })}\n${liffUrl(config.value?.liffId ?? '', `/gift/${token}`)}`;
      onClose(true);
      // The offer stands already: a picker that fails or hangs must not look like a gift that failed.
      const shared = await running.share(text).catch(() => null);
      say(t(shared === 'sent' ? 'gift.sent' : shared === 'copied' ? 'gift.copied' : 'gift.notSent'));
    } catch (failure) {
      setError(failure);
      setSending(false);
    }
  };

  return (
    <Sheet title={t('gift.giveTitle')} onClose={() => onClose(false)} closable={!sending}>
      <div class="confirm">
        <p class="confirm-what">
          <b>{worthOf(coupon)}</b>
          <span>{titleOf(coupon)}</span>
        </p>
        <p>{t('gift.giveText')}</p>
        {!again && (
          <div class="field">
            <label for="gift-words">{t('gift.message')}</label>
            <input
              type="text"
              id="gift-words"
              value={message}
              maxLength={100}
              onInput={(event) => setMessage(event.currentTarget.value)}
            />
          </div>
        )}
        {error !== null && (
          <p class="field-error" role="alert">
            {online.value ? explain(error) : t('gift.offline')}
          </p>
        )}
        <button type="button" class="button button-wide" disabled={sending} onClick={() => void give()}>
          {t(again ? 'gift.again' : 'gift.share')}
        </button>
        <button
          type="button"
          class="button button-quiet button-wide"
          disabled={sending}
          onClick={() => onClose(false)}
        >
          {t('app.cancel')}
        </button>
      </div>
    </Sheet>
  );
}
