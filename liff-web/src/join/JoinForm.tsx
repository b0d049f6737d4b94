import { useRef, useState } from 'preact/hooks';
import { ApiError, api } from '../api/client.ts';
import type { CodeRequired, Gender, LiffConfig, SessionState } from '../api/types.ts';
import { now } from '../clock.ts';
import { explain, explainCode, language, t } from '../i18n/index.ts';
import { guestName, refreshConfig, source, withSession } from '../session.ts';
import {
  type Birthday,
  BirthdayInput,
  birthdayText,
  describedBy,
  Field,
  FieldGroup,
  GenderInput,
  NO_BIRTHDAY,
} from '../ui/fields.tsx';
import { Markdown } from '../ui/Markdown.tsx';

interface Props {
  config: LiffConfig;
  onJoined: (state: SessionState) => Promise<void>;
  onCodeRequired: (required: CodeRequired) => void;
}

type Errors = Partial<Record<'phone' | 'name' | 'birthday' | 'gender' | 'consent' | 'form', string>>;

const NAME_LIMIT = 60;

/** A hint only: fewer than eight digits cannot be a number in any writing. The server decides. */
function tooShort(phone: string): boolean {
  return phone.normalize('NFKC').replace(/\D/g, '').length < 8;
}

export function JoinForm({ config, onJoined, onCodeRequired }: Props) {
  const [phone, setPhone] = useState('');
  const [name, setName] = useState(guestName.value ?? '');
  const [birthday, setBirthday] = useState<Birthday>(NO_BIRTHDAY);
  const [gender, setGender] = useState<Gender | null>(null);
  const [agreed, setAgreed] = useState(false);
  const [marketing, setMarketing] = useState(false);
  const [errors, setErrors] = useState<Errors>({});
  const [sending, setSending] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const { consent } = config;

  const refuse = (found: Errors) => {
    setErrors(found);
    // After the messages are in the page, the first one is where the reader goes on.
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  };

  const check = (): Errors => ({
    ...(tooShort(phone) && { phone: t('error.member.phone_invalid') }),
    ...(name.trim() === '' && { name: t('error.member.name_required') }),
    ...(birthdayText(birthday) === undefined && { birthday: t('error.member.birthday_invalid') }),
    ...(!agreed && { consent: t('join.consentNeeded') }),
  });

  const submit = async (event: Event) => {
    event.preventDefault();
    const found = check();
    if (Object.keys(found).length > 0) return refuse(found);
    setErrors({});
    setSending(true);
    const from = source();
    try {
      const result = await withSession(() =>
        api.join({
          phone: phone.trim(),
          name: name.trim(),
          birthday: birthdayText(birthday) ?? null,
          gender,
          consentVersion: consent.version,
          marketingOptIn: marketing,
          language: language.value,
          ...(from && { source: from }),
        }),
      );
      if (result.state === 'codeRequired') onCodeRequired(result);
      else await onJoined(result);
    } catch (error) {
      refuse(await explainRefusal(error));
    } finally {
      setSending(false);
    }
  };

  const explainRefusal = async (error: unknown): Promise<Errors> => {
    if (!(error instanceof ApiError)) return { form: explain(error) };
    if (error.code === 'member.consent_outdated') {
      setAgreed(false);
      await refreshConfig();
      return { consent: t('join.consentChanged') };
    }
    const found: Errors = {};
    for (const [field, code] of Object.entries(error.fields)) {
      const place = field === 'consentVersion' ? 'consent' : field;
      if (
        place === 'phone' ||
        place === 'name' ||
        place === 'birthday' ||
        place === 'gender' ||
        place === 'consent'
      ) {
        found[place] = explainCode(code) ?? t('join.fix');
      }
    }
    return Object.keys(found).length > 0 ? { ...found, form: t('join.fix') } : { form: explain(error) };
  };

  return (
    <form ref={form} class="form" noValidate onSubmit={(event) => void submit(event)}>
      <Field id="phone" label={t('join.phone')} hint={t('join.phoneHint')} error={errors.phone}>
        <input
          id="phone"
          type="tel"
          inputMode="tel"
          autocomplete="tel"
          maxLength={32}
          value={phone}
          aria-required="true"
          aria-invalid={errors.phone !== undefined}
          aria-describedby={describedBy('phone', true, errors.phone)}
          onInput={(event) => setPhone(event.currentTarget.value)}
        />
      </Field>
      <Field id="name" label={t('join.name')} error={errors.name}>
        <input
          id="name"
          type="text"
          autocomplete="name"
          maxLength={NAME_LIMIT}
          value={name}
          aria-required="true"
          aria-invalid={errors.name !== undefined}
          aria-describedby={describedBy('name', false, errors.name)}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </Field>
      <FieldGroup
        id="birthday"
        label={t('join.birthday')}
        optional
        hint={t('join.birthdayHint')}
        error={errors.birthday}
      >
        <BirthdayInput
          id="birthday"
          value={birthday}
          thisYear={new Date(now()).getFullYear()}
          invalid={errors.birthday !== undefined}
          onChange={setBirthday}
        />
      </FieldGroup>
      <FieldGroup id="gender" label={t('join.gender')} optional error={errors.gender}>
        <GenderInput value={gender} onChange={setGender} />
      </FieldGroup>
      <div class="consent">
        <h2 id="consent-title">{consent.title}</h2>
        <p class="field-hint">{t('join.consentVersion', { version: consent.version })}</p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text must be reachable by keyboard */}
        <section class="consent-text" tabIndex={0} aria-labelledby="consent-title">
          <Markdown text={language.value === 'en' && consent.textEn ? consent.textEn : consent.text} />
        </section>
        <label class="tick">
          <input
            type="checkbox"
            checked={agreed}
            aria-required="true"
            aria-invalid={errors.consent !== undefined}
            aria-describedby={describedBy('consent', false, errors.consent)}
            onChange={(event) => setAgreed(event.currentTarget.checked)}
          />
          <span>{t('join.consent')}</span>
        </label>
        {errors.consent && (
          <p class="field-error" id="consent-error">
            {errors.consent}
          </p>
        )}
        <label class="tick">
          <input
            type="checkbox"
            checked={marketing}
            onChange={(event) => setMarketing(event.currentTarget.checked)}
          />
          <span>
            {t('join.marketing')} <small>{t('join.optional')}</small>
          </span>
        </label>
      </div>
      <p class="field-error" role="alert">
        {errors.form}
      </p>
      <button type="submit" class="button button-wide" disabled={sending}>
        {t(sending ? 'join.sending' : 'join.submit')}
      </button>
    </form>
  );
}
