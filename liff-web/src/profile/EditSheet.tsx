import { useState } from 'preact/hooks';
import { ApiError } from '../api/client.ts';
import type { Profile, ProfileChange } from '../api/types.ts';
import { now } from '../clock.ts';
import { explain, explainCode, t } from '../i18n/index.ts';
import {
  BirthdayInput,
  birthdayText,
  describedBy,
  Field,
  FieldGroup,
  GenderInput,
  NO_BIRTHDAY,
} from '../ui/fields.tsx';
import { Sheet } from '../ui/Sheet.tsx';
import { say } from '../ui/states.tsx';
import { birthdayOf } from './ProfilePage.tsx';

interface Props {
  profile: Profile;
  onSave: (change: ProfileChange) => Promise<void>;
  onClose: () => void;
}

type Errors = Partial<Record<'name' | 'birthday' | 'gender' | 'form', string>>;

export function EditSheet({ profile, onSave, onClose }: Props) {
  const [name, setName] = useState(profile.name);
  const [gender, setGender] = useState(profile.gender);
  const [birthday, setBirthday] = useState(NO_BIRTHDAY);
  const [errors, setErrors] = useState<Errors>({});
  const [sending, setSending] = useState(false);

  const submit = async (event: Event) => {
    event.preventDefault();
    const born = birthdayText(birthday);
    if (name.trim() === '') return setErrors({ name: t('error.member.name_required') });
    if (born === undefined) return setErrors({ birthday: t('error.member.birthday_invalid') });
    const change: ProfileChange = {
      ...(name.trim() !== profile.name && { name: name.trim() }),
      ...(gender !== profile.gender && { gender }),
      ...(born && { birthday: born }),
    };
    if (Object.keys(change).length === 0) return onClose();
    setErrors({});
    setSending(true);
    try {
      await onSave(change);
      say(t('profile.saved'));
      onClose();
    } catch (error) {
      setSending(false);
      setErrors(refusals(error));
    }
  };

  return (
    <Sheet title={t('profile.edit')} onClose={onClose} closable={!sending}>
      <form class="form" noValidate onSubmit={(event) => void submit(event)}>
        <Field id="edit-name" label={t('profile.name')} error={errors.name}>
          <input
            id="edit-name"
            type="text"
            autocomplete="name"
            maxLength={60}
            value={name}
            aria-invalid={errors.name !== undefined}
            aria-describedby={describedBy('edit-name', false, errors.name)}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </Field>
        <FieldGroup id="edit-gender" label={t('profile.gender')} error={errors.gender}>
          <GenderInput value={gender} onChange={setGender} />
        </FieldGroup>
        {profile.birthday ? (
          <p class="field-hint">
            {t('profile.birthday')} {birthdayOf(profile)} · {t('profile.birthdayFixed')}
          </p>
        ) : (
          <FieldGroup
            id="edit-birthday"
            label={t('profile.birthdaySet')}
            optional
            hint={t('join.birthdayHint')}
            error={errors.birthday}
          >
            <BirthdayInput
              id="edit-birthday"
              value={birthday}
              thisYear={new Date(now()).getFullYear()}
              invalid={errors.birthday !== undefined}
              onChange={setBirthday}
            />
          </FieldGroup>
        )}
        <p class="field-error" role="alert">
          {errors.form}
        </p>
        <button type="submit" class="button button-wide" disabled={sending}>
          {t(sending ? 'join.sending' : 'profile.save')}
        </button>
      </form>
    </Sheet>
  );
}

function refusals(error: unknown): Errors {
  if (!(error instanceof ApiError)) return { form: explain(error) };
  const found: Errors = {};
  for (const [field, code] of Object.entries(error.fields)) {
    if (field === 'name' || field === 'birthday' || field === 'gender')
      found[field] = explainCode(code) ?? t('join.fix');
  }
  return Object.keys(found).length > 0 ? found : { form: explain(error) };
}
