import '../i18n/email.ts';
import { useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import { t } from '../i18n/index.ts';
import { useLoad } from '../ui/load.ts';
import { EmailSheet } from './EmailSheet.tsx';

/** The member's e-mail address, and whether it is proved. Without an answer the group is left out: nothing else depends on it. */
export default function EmailGroup({ marketing }: { marketing: boolean }) {
  const { loaded, replace } = useLoad('email', api.email);
  const [open, setOpen] = useState<'address' | 'code' | null>(null);
  if (loaded.state !== 'ready') return null;
  const email = loaded.value;
  const waits = email.emailMasked && !email.confirmed && email.canConfirm;
  return (
    <section class="group" aria-labelledby="group-email">
      <h2 id="group-email">{t('email.title')}</h2>
      {email.emailMasked && (
        <div class="list">
          <div class="list-row">
            <span>{email.emailMasked}</span>
            <span class="field-hint">{t(email.confirmed ? 'email.confirmed' : 'email.unconfirmed')}</span>
          </div>
        </div>
      )}
      {waits && (
        <button type="button" class="button button-wide" onClick={() => setOpen('code')}>
          {t(email.resendAt ? 'email.enterCode' : 'email.getCode')}
        </button>
      )}
      <button type="button" class="button button-quiet button-wide" onClick={() => setOpen('address')}>
        {t(email.emailMasked ? 'email.change' : 'email.add')}
      </button>
      {open && (
        <EmailSheet
          email={email}
          step={open}
          marketing={marketing}
          onChanged={replace}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}
