import { useState } from 'preact/hooks';
import { explain, t } from '../i18n/index.ts';
import { Sheet } from '../ui/Sheet.tsx';

export function SignOutSheet({
  onSignOut,
  onClose,
}: {
  onSignOut: () => Promise<void>;
  onClose: () => void;
}) {
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const signOut = async () => {
    setSending(true);
    try {
      await onSignOut();
    } catch (failure) {
      setError(failure);
      setSending(false);
    }
  };
  return (
    <Sheet title={t('profile.signOut')} onClose={onClose} closable={!sending}>
      <p>{t('profile.signOutAsk')}</p>
      {error !== null && (
        <p class="field-error" role="alert">
          {explain(error)}
        </p>
      )}
      <button type="button" class="button button-wide" disabled={sending} onClick={() => void signOut()}>
        {t('profile.signOut')}
      </button>
      <button type="button" class="button button-quiet button-wide" disabled={sending} onClick={onClose}>
        {t('app.cancel')}
      </button>
    </Sheet>
  );
}
