import '../i18n/earn.ts';
import { useState } from 'preact/hooks';
import type { Profile } from '../api/types.ts';
import { t } from '../i18n/index.ts';

const CHOICES = ['default', 'every', 'important', 'none'] as const;

/** What the chat tells about points and coupons. */
export function Notices({
  profile,
  onChange,
}: {
  profile: Profile;
  onChange: (choice: Profile['announcements']) => Promise<void>;
}) {
  const [sending, setSending] = useState(false);
  const choose = async (choice: Profile['announcements']) => {
    setSending(true);
    await onChange(choice);
    setSending(false);
  };
  return (
    <section class="group" aria-labelledby="group-notices">
      <h2 id="group-notices">{t('notices.title')}</h2>
      <fieldset class="list notices" aria-labelledby="group-notices" disabled={sending}>
        {CHOICES.map((choice) => (
          <label key={choice} class="list-row list-tall">
            <span>
              <span>{t(`notices.${choice}`)}</span>
              <span class="field-hint">
                {choice === 'default'
                  ? t('notices.defaultHint', { what: t(`notices.${profile.announcementsDefault}`) })
                  : t(`notices.${choice}Hint`)}
              </span>
            </span>
            <input
              type="radio"
              name="announcements"
              value={choice}
              checked={profile.announcements === choice}
              onChange={() => void choose(choice)}
            />
          </label>
        ))}
      </fieldset>
    </section>
  );
}
