import '../i18n/join.ts';
import type { ComponentChildren } from 'preact';
import type { Gender } from '../api/types.ts';
import { t } from '../i18n/index.ts';

interface FieldProps {
  id: string;
  label: string;
  optional?: boolean;
  hint?: string;
  error?: string | undefined;
  children: ComponentChildren;
}

/** What `aria-describedby` of a field's input must name. */
export function describedBy(id: string, hint: boolean, error: string | undefined): string | undefined {
  return [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
}

function Notes({ id, hint, error }: { id: string; hint?: string | undefined; error?: string | undefined }) {
  return (
    <>
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </>
  );
}

export function Field({ id, label, optional, hint, error, children }: FieldProps) {
  return (
    <div class="field">
      <label for={id}>
        {label} {optional && <small>{t('join.optional')}</small>}
      </label>
      {children}
      <Notes id={id} hint={hint} error={error} />
    </div>
  );
}

/** A question of several inputs. */
export function FieldGroup({ id, label, optional, hint, error, children }: FieldProps) {
  return (
    <fieldset class="field" id={id} aria-describedby={describedBy(id, hint !== undefined, error)}>
      <legend>
        {label} {optional && <small>{t('join.optional')}</small>}
      </legend>
      {children}
      <Notes id={id} hint={hint} error={error} />
    </fieldset>
  );
}

export interface Birthday {
  year: string;
  month: string;
  day: string;
}

export const NO_BIRTHDAY: Birthday = { year: '', month: '', day: '' };

/** `2000-02-29`, `--02-29` without a year; null when nothing is chosen; undefined for an unfinished or impossible date. */
export function birthdayText({ year, month, day }: Birthday): string | null | undefined {
  if (!year && !month && !day) return null;
  if (!month || !day) return undefined;
  const rest = `-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  // A leap year stands in for the missing one, so that 29 February can be given.
  const text = `${year || '2000'}${rest}`;
  const date = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(text)) return undefined;
  return year ? text : `-${rest}`;
}

const OLDEST = 110;
const range = (from: number, count: number, step = 1) =>
  Array.from({ length: count }, (_, i) => from + i * step);

// Three lists: a date picker of the phone starts at today and asks for 400 taps to a birthday.
export function BirthdayInput(props: {
  id: string;
  value: Birthday;
  thisYear: number;
  invalid: boolean;
  onChange: (value: Birthday) => void;
}) {
  const part = (name: keyof Birthday, label: string, numbers: number[], auto: string) => (
    <span class="select">
      <select
        aria-label={label}
        autocomplete={auto as 'bday-year'}
        value={props.value[name]}
        aria-invalid={props.invalid}
        onChange={(event) => props.onChange({ ...props.value, [name]: event.currentTarget.value })}
      >
        <option value="">{label}</option>
        {numbers.map((n) => (
          <option key={n} value={String(n)}>
            {n}
          </option>
        ))}
      </select>
    </span>
  );
  return (
    <div class="birthday">
      {part('year', t('join.year'), range(props.thisYear, OLDEST, -1), 'bday-year')}
      {part('month', t('join.month'), range(1, 12), 'bday-month')}
      {part('day', t('join.day'), range(1, 31), 'bday-day')}
    </div>
  );
}

export function GenderInput({
  value,
  onChange,
}: {
  value: Gender | null;
  onChange: (value: Gender | null) => void;
}) {
  const choices: { value: Gender | null; label: string }[] = [
    { value: 'female', label: t('join.female') },
    { value: 'male', label: t('join.male') },
    { value: 'other', label: t('join.other') },
    { value: null, label: t('join.unstated') },
  ];
  return (
    <div class="choices">
      {choices.map((choice) => (
        <label key={choice.label} class="choice">
          <input
            type="radio"
            name="gender"
            checked={value === choice.value}
            onChange={() => onChange(choice.value)}
          />
          <span>{choice.label}</span>
        </label>
      ))}
    </div>
  );
}
