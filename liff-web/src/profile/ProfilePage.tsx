import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import type { Profile, ProfileChange } from '../api/types.ts';
import { brandName } from '../brand.ts';
import { day } from '../format.ts';
import { explain, LANGUAGES, type Language, language, setLanguage, t } from '../i18n/index.ts';
import { liffUrl } from '../platform/platform.ts';
import { go } from '../router.ts';
import { config, platform, refresh, signOut, withSession } from '../session.ts';
import { Icon } from '../ui/Icon.tsx';
import { useLoad } from '../ui/load.ts';
import { Failed, Page, Rows, say } from '../ui/states.tsx';
import { ConsentSheet } from './ConsentSheet.tsx';
import { EditSheet } from './EditSheet.tsx';
import EmailGroup from './EmailGroup.tsx';
import { Notices } from './Notices.tsx';
import { SignOutSheet } from './SignOutSheet.tsx';

export default function ProfilePage() {
  const { loaded, retry, replace } = useLoad('profile', api.profile);
  if (loaded.state === 'ready') return <Shown profile={loaded.value} onChanged={replace} />;
  return (
    <Page title={t('tab.profile')}>
      {loaded.state === 'failed' ? (
        <Failed error={loaded.error} onRetry={retry} />
      ) : (
        <Rows count={5} height={72} />
      )}
    </Page>
  );
}

export function birthdayOf(profile: Profile): string {
  const { birthday } = profile;
  if (!birthday) return t('profile.notSet');
  return [birthday.year, birthday.month, birthday.day].filter(Boolean).join('/');
}

function Shown({ profile, onChanged }: { profile: Profile; onChanged: (profile: Profile) => void }) {
  const [open, setOpen] = useState<'edit' | 'consent' | 'signOut' | null>(null);
  const close = () => setOpen(null);

  const save = async (change: ProfileChange) => {
    const saved = await withSession(() => api.saveProfile(change));
    onChanged(saved ?? (await withSession(api.profile)));
    // The card shows the name as well.
    if (change.name !== undefined) void refresh();
  };
  const saveQuietly = async (change: ProfileChange) => {
    try {
      await save(change);
      say(t('profile.saved'));
    } catch (error) {
      say(explain(error));
    }
  };

  const privacyUrl = config.value?.brand.privacyUrl;
  return (
    <Page title={t('tab.profile')}>
      <section class="person">
        <span class="person-letter" aria-hidden="true">
          {profile.name.slice(0, 1)}
        </span>
        <div>
          <p class="person-name">{profile.name}</p>
          <p class="field-hint">{t('profile.since', { date: day(profile.memberSince) })}</p>
        </div>
      </section>

      <section class="group" aria-labelledby="group-data">
        <h2 id="group-data">{t('profile.data')}</h2>
        <dl class="list">
          <Row name={t('profile.phone')} value={profile.phoneMasked} />
          <Row name={t('profile.birthday')} value={birthdayOf(profile)} />
          <Row
            name={t('profile.gender')}
            value={profile.gender ? t(`join.${profile.gender}`) : t('profile.notSet')}
          />
        </dl>
        <button type="button" class="button button-quiet button-wide" onClick={() => setOpen('edit')}>
          <Icon name="pencil" size={18} /> {t('profile.edit')}
        </button>
      </section>

      <EmailGroup marketing={profile.marketingOptIn} />

      <section class="group" aria-labelledby="group-settings">
        <h2 id="group-settings">{t('profile.settings')}</h2>
        <div class="list">
          <MarketingSwitch
            on={profile.marketingOptIn}
            onChange={(on) => saveQuietly({ marketingOptIn: on })}
          />
          <LanguageChoice onChange={(next) => saveQuietly({ language: next })} />
        </div>
      </section>

      <Notices profile={profile} onChange={(announcements) => saveQuietly({ announcements })} />

      <section class="group" aria-labelledby="group-about">
        <h2 id="group-about">{t('profile.about')}</h2>
        <div class="list">
          <button type="button" class="list-row" onClick={() => setOpen('consent')}>
            <span>{t('profile.consent')}</span>
            <Icon name="forward" size={18} />
          </button>
          {privacyUrl && (
            <a class="list-row" href={privacyUrl} target="_blank" rel="noopener noreferrer">
              <span>{t('profile.privacy')}</span>
              <Icon name="forward" size={18} />
            </a>
          )}
        </div>
      </section>

      <section class="group">
        <Share />
        <button type="button" class="button button-quiet button-wide" onClick={() => setOpen('signOut')}>
          {t('profile.signOut')}
        </button>
      </section>

      {open === 'edit' && <EditSheet profile={profile} onSave={save} onClose={close} />}
      {open === 'consent' && <ConsentSheet given={profile.consent} onClose={close} />}
      {open === 'signOut' && <SignOutSheet onSignOut={signOut} onClose={close} />}
    </Page>
  );
}

function Row({ name, value }: { name: string; value: string }) {
  return (
    <div class="list-row">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function MarketingSwitch({ on, onChange }: { on: boolean; onChange: (on: boolean) => Promise<void> }) {
  const [sending, setSending] = useState(false);
  const toggle = async () => {
    setSending(true);
    await onChange(!on);
    setSending(false);
  };
  return (
    <div class="list-row list-tall">
      <span>
        <span id="marketing-label">{t('profile.marketing')}</span>
        <span class="field-hint" id="marketing-hint">
          {t('profile.marketingHint')}
        </span>
      </span>
      <button
        type="button"
        role="switch"
        class="switch"
        aria-checked={on}
        aria-labelledby="marketing-label"
        aria-describedby="marketing-hint"
        disabled={sending}
        onClick={() => void toggle()}
      />
    </div>
  );
}

function LanguageChoice({ onChange }: { onChange: (language: Language) => Promise<void> }) {
  return (
    <div class="list-row">
      <label for="language">{t('profile.language')}</label>
      <span class="select select-plain">
        <select
          id="language"
          value={language.value}
          onChange={(event) => {
            const next = event.currentTarget.value as Language;
            void setLanguage(next, true).then(() => onChange(next));
          }}
        >
          {LANGUAGES.map((choice) => (
            <option key={choice.code} value={choice.code}>
              {choice.name}
            </option>
          ))}
        </select>
      </span>
    </div>
  );
}

function Share() {
  const running = platform.value;
  const liffId = config.value?.liffId;
  const [rewarded, setRewarded] = useState(false);
  useEffect(() => {
    // Without an answer the plain link is offered, as it is without a programme.
    api.referral().then(
      (referral) => setRewarded(referral.enabled),
      () => {},
    );
  }, []);
  if (rewarded) {
    return (
      <button type="button" class="button button-wide" onClick={() => go('/referral')}>
        {t('profile.referral')}
      </button>
    );
  }
  if (!running || !liffId) return null;
  const share = async () => {
    const url = liffUrl(liffId, '/join?src=friend');
    try {
      // A closed picker is no error and needs no word.
      const shared = await running.share(t('profile.shareText', { brand: brandName(), url }));
      if (shared) say(t(shared === 'sent' ? 'profile.shared' : 'profile.copied'));
    } catch (error) {
      say(explain(error));
    }
  };
  return (
    <button type="button" class="button button-wide" onClick={() => void share()}>
      {t('profile.share')}
    </button>
  );
}
