import { useEffect, useState } from 'preact/hooks';
import { ApiError, api } from '../api/client.ts';
import type { Email } from '../api/types.ts';
import { useSecond } from '../clock.ts';
import { explain, t } from '../i18n/index.ts';
import { withSession } from '../session.ts';
import { describedBy, Field } from '../ui/fields.tsx';
import { Sheet } from '../ui/Sheet.tsx';
import { say } from '../ui/states.tsx';

interface Props {
  email: Email;
  step: 'address' | 'code';
  marketing: boolean;
  onChanged: (email: Email) => void;
  onClose: () => void;
}

/** Tells an address, or proves it by the code sent to it. */
export function EmailSheet({ email, step: first, marketing, onChanged, onClose }: Props) {
  const [step, setStep] = useState(first);
  const [text, setText] = useState('');
  const [code, setCode] = useState('');
  const [error, setError] = useState<string>();
  const [sending, setSending] = useState(false);
  const now = useSecond();
  const wait = email.resendAt ? Math.ceil((Date.parse(email.resendAt) - now) / 1000) : 0;

  const run = async (request: () => Promise<Email>, then: (saved: Email) => void) => {
    setSending(true);
    setError(undefined);
    try {
      const saved = await withSession(request);
      onChanged(saved);
      then(saved);
    } catch (failure) {
      const left = failure instanceof ApiError ? failure.problem.triesLeft : undefined;
      setError(left === undefined ? explain(failure) : t('email.wrong', { n: left }));
      setCode('');
    } finally {
      setSending(false);
    }
  };

  const save = (event: Event) => {
    event.preventDefault();
    const address = text.trim();
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address)) return setError(t('email.invalid'));
    void run(
      () => api.saveEmail(address),
      (saved) => {
        if (saved.canConfirm && !saved.confirmed) return setStep('code');
        say(t(saved.confirmed ? 'email.done' : 'email.kept'));
        onClose();
      },
    );
  };
  const remove = () =>
    run(
      () => api.saveEmail(''),
      () => {
        say(t('email.removed'));
        onClose();
      },
    );
  const send = () => run(api.emailCode, () => {});
  const confirm = (typed: string) =>
    run(
      () => api.confirmEmail(typed),
      () => {
        say(t('email.done'));
        onClose();
      },
    );

  // Come for the code while none is on its way: it is sent at once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the sheet opens
  useEffect(() => {
    if (first === 'code' && !email.resendAt) void send();
  }, []);

  if (step === 'code') {
    return (
      <Sheet title={t('email.enterCode')} onClose={onClose} closable={!sending}>
        <form
          class="form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (code.length === email.codeLength) void confirm(code);
          }}
        >
          <p>{email.resendAt && t('email.sentTo', { email: email.emailMasked ?? '' })}</p>
          <Field id="email-code" label={t('email.code', { length: email.codeLength })} error={error}>
            <input
              id="email-code"
              class="otp"
              type="text"
              inputMode="numeric"
              autocomplete="one-time-code"
              maxLength={email.codeLength}
              value={code}
              readOnly={sending}
              aria-invalid={error !== undefined}
              aria-describedby={describedBy('email-code', false, error)}
              onInput={(event) =>
                setCode(
                  event.currentTarget.value.normalize('NFKC').replace(/\D/g, '').slice(0, email.codeLength),
                )
              }
            />
          </Field>
          <button
            type="submit"
            class="button button-wide"
            disabled={sending || code.length !== email.codeLength}
          >
            {t('email.confirm')}
          </button>
          <button
            type="button"
            class="button button-quiet button-wide"
            disabled={sending || wait > 0}
            onClick={() => void send()}
          >
            {wait > 0 ? t('email.againIn', { n: wait }) : t('email.again')}
          </button>
        </form>
      </Sheet>
    );
  }
  return (
    <Sheet title={t('email.title')} onClose={onClose} closable={!sending}>
      <form class="form" noValidate onSubmit={save}>
        <Field
          id="email-address"
          label={t('email.label')}
          hint={t(marketing ? 'email.useOn' : 'email.useOff')}
          error={error}
        >
          <input
            id="email-address"
            type="email"
            inputMode="email"
            autocomplete="email"
            maxLength={100}
            placeholder={email.emailMasked ?? 'name@example.com'}
            value={text}
            aria-invalid={error !== undefined}
            aria-describedby={describedBy('email-address', true, error)}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </Field>
        <button type="submit" class="button button-wide" disabled={sending}>
          {t('email.save')}
        </button>
        {email.emailMasked && (
          <button type="button" class="link-button" disabled={sending} onClick={() => void remove()}>
            {t('email.remove')}
          </button>
        )}
      </form>
    </Sheet>
  );
}
