import type { Profile } from '../api/types.ts';
import { day } from '../format.ts';
import { language, t } from '../i18n/index.ts';
import { config } from '../session.ts';
import { Markdown } from '../ui/Markdown.tsx';
import { Sheet } from '../ui/Sheet.tsx';

/** What the member agreed to and when; the text is today's, so a newer version says that it is newer. */
export function ConsentSheet({ given, onClose }: { given: Profile['consent']; onClose: () => void }) {
  const consent = config.value?.consent;
  const text = language.value === 'en' && consent?.textEn ? consent.textEn : consent?.text;
  return (
    <Sheet title={t('profile.consent')} onClose={onClose}>
      <p class="field-hint">{t('profile.consentAt', { date: day(given.at), version: given.version })}</p>
      {consent && consent.version !== given.version && (
        <p class="field-hint">{t('profile.consentNow', { version: consent.version })}</p>
      )}
      <div class="prose">
        <Markdown text={text ?? ''} />
      </div>
    </Sheet>
  );
}
