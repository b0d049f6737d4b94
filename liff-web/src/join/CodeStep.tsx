import '../i18n/join.ts';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, api } from '../api/client.ts';
import type { CodeRequired, SessionState } from '../api/types.ts';
import { useSecond } from '../clock.ts';
import { explain, t } from '../i18n/index.ts';
import { withSession } from '../session.ts';
import { describedBy, Field } from '../ui/fields.tsx';
import { say } from '../ui/states.tsx';

interface Props {
  first: CodeRequired;
  length: number;
  onJoined: (state: SessionState) => Promise<void>;
  onChangePhone: () => void;
}

/** The number belongs to somebody already: only the code sent to it proves that it is the same person. */
export function CodeStep({ first, length, onJoined, onChangePhone }: Props) {
  const [current, setCurrent] = useState(first);
  const [code, setCode] = useState('');
  const [error, setError] = useState<string>();
  const [spent, setSpent] = useState(false);
  const [sending, setSending] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const now = useSecond();
  const wait = Math.ceil((Date.parse(current.resendAt) - now) / 1000);

  useEffect(() => input.current?.focus(), []);

  const refused = (failure: unknown) => {
    const refusal = failure instanceof ApiError ? failure : null;
    if (refusal?.code === 'otp.wrong') {
      const { triesLeft } = refusal.problem;
      setError(triesLeft === undefined ? t('otp.wrong') : t('otp.triesLeft', { n: triesLeft }));
      setSpent(triesLeft === 0);
    } else if (refusal?.code === 'otp.expired') {
      setError(t('otp.expired'));
      setSpent(true);
    } else if (refusal?.code === 'otp.too_many' || refusal?.status === 429) {
      setError(t('otp.tooMany'));
      setSpent(true);
    } else {
      setError(explain(failure));
    }
    setCode('');
    input.current?.focus();
  };

  const run = async (request: () => Promise<void>) => {
    setSending(true);
    setError(undefined);
    try {
      await request();
    } catch (failure) {
      refused(failure);
    } finally {
      setSending(false);
    }
  };

  const submit = (typed: string) =>
    run(async () => onJoined(await withSession(() => api.joinCode(current.challenge, typed))));

  const resend = () =>
    run(async () => {
      const next = await withSession(() => api.joinResend(current.challenge));
      setCurrent({ ...current, ...next });
      setSpent(false);
      setCode('');
      say(t('otp.sent'));
    });

  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (code.length === length) void submit(code);
      }}
    >
      <p>{t('otp.text', { phone: current.phoneMasked })}</p>
      <Field id="otp" label={t('otp.label', { length })} error={error}>
        <input
          ref={input}
          id="otp"
          class="otp"
          type="text"
          inputMode="numeric"
          autocomplete="one-time-code"
          maxLength={length}
          value={code}
          readOnly={sending}
          disabled={spent}
          aria-invalid={error !== undefined}
          aria-describedby={describedBy('otp', false, error)}
          onInput={(event) => {
            const digits = event.currentTarget.value.normalize('NFKC').replace(/\D/g, '').slice(0, length);
            event.currentTarget.value = digits;
            setCode(digits);
            if (digits.length === length) void submit(digits);
          }}
        />
      </Field>
      <button type="submit" class="button button-wide" disabled={sending || spent || code.length !== length}>
        {t(sending ? 'join.sending' : 'otp.submit')}
      </button>
      <button
        type="button"
        class="button button-quiet button-wide"
        disabled={sending || wait > 0}
        onClick={() => void resend()}
      >
        {wait > 0 ? t('otp.resendIn', { n: wait }) : t('otp.resend')}
      </button>
      <button type="button" class="link-button" onClick={onChangePhone}>
        {t('otp.changePhone')}
      </button>
    </form>
  );
}
