import { Chat } from './chat/Chat';
import { lang, setLang, t } from './i18n';
import { closeLiff } from './liff/bridge';
import { LiffSheet } from './liff/LiffSheet';
import { summary } from './messages/summary';
import { People } from './people/People';
import { Profile } from './people/Profile';
import { start } from './session';
import { banner, bot, liff, online, profileOpen, sheet, starting, toast } from './state';
import { ClockPanel } from './tools/ClockPanel';
import { Wire } from './tools/Wire';
import { Avatar } from './ui/Avatar';
import { Icon } from './ui/icons';
import { Sheets } from './ui/Sheets';
import { StatusBar } from './ui/StatusBar';

export function App() {
  const ready = starting.value === 'ready';
  return (
    <div class="page">
      <aside class="side left" aria-label={t('people')}>
        <div class="brand">
          <p class="brand-name">{t('title')}</p>
          <p>{t('intro')}</p>
        </div>
        <section class="panel fill">
          <h2>{t('people')}</h2>
          {ready && <People />}
        </section>
      </aside>
      <main class="stage">
        <h1 class="unseen">{t('title')}</h1>
        <div class="phone">
          <div class="screen">
            <StatusBar />
            {ready ? <Screen /> : <Waiting failed={starting.value === 'failed'} />}
          </div>
        </div>
      </main>
      <aside class="side right" aria-label={t('clock')}>
        <div class="side-tools">
          <button
            type="button"
            class="plain small"
            onClick={() => setLang(lang.value === 'en' ? 'zh-TW' : 'en')}
          >
            <Icon name="globe" size={18} />
            {t('language')}
          </button>
        </div>
        <section class="panel">
          <h2>
            <Icon name="clock" size={18} />
            {t('clock')}
          </h2>
          <ClockPanel />
        </section>
        <Wire />
      </aside>
    </div>
  );
}

function Screen() {
  const page = liff.value;
  const profile = profileOpen.value;
  return (
    <div class="glass">
      <div class="under" inert={!!page || profile || !!sheet.value}>
        <Chat />
      </div>
      {profile && <Profile />}
      {page && <LiffSheet key={page.key} page={page} />}
      <Banner />
      <Sheets />
      {!online.value && (
        <p class="offline" role="status">
          {t('offline')}
        </p>
      )}
      <p class={toast.value ? 'toast is-on' : 'toast'} role="status" key={toast.value?.key}>
        {toast.value?.text}
      </p>
    </div>
  );
}

/** A message that comes while a LIFF page covers the chat announces itself, as a phone's notification does. */
function Banner() {
  const item = banner.value;
  const from = item?.friend ?? bot.value;
  if (!item?.message || !from) return null;
  return (
    <button
      type="button"
      class="banner"
      key={item.id}
      onClick={closeLiff}
      onAnimationEnd={(e) => {
        if (e.animationName === 'banner' && banner.value === item) banner.value = null;
      }}
    >
      <Avatar name={from.displayName} id={from.userId} url={from.pictureUrl} size={38} />
      <span role="status">
        <strong>{from.displayName}</strong>
        <span>{summary(item.message)}</span>
      </span>
    </button>
  );
}

function Waiting({ failed }: { failed: boolean }) {
  return (
    <div class="waiting" role={failed ? 'alert' : 'status'}>
      {failed ? (
        <>
          <strong>{t('startFailed')}</strong>
          <p>{t('startFailedHint')}</p>
          <button type="button" class="primary" onClick={() => start()}>
            {t('retry')}
          </button>
        </>
      ) : (
        <p>{t('loading')}</p>
      )}
    </div>
  );
}
