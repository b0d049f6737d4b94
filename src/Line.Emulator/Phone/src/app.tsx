import { useSignal } from '@preact/signals';
import { lang, setLang, t } from './i18n';
import { People } from './people/People';
import { start } from './session';
import { phones, starting, wireOpen } from './state';
import { PhoneFrame } from './table/PhoneFrame';
import { Tabs } from './table/Tabs';
import { ClockPanel } from './tools/ClockPanel';
import { Wire } from './tools/Wire';
import { Icon } from './ui/icons';
import { StatusBar } from './ui/StatusBar';

export function App() {
  const ready = starting.value === 'ready';
  const several = phones.value.length > 1;
  const tools = useSignal(false);
  // Several phones need the room; the tools then wait behind a button, and come by themselves when a message is looked at.
  const shown = !several || tools.value || wireOpen.value;
  return (
    <div class={`page${several ? ' several' : ''}${shown ? ' with-tools' : ''}`}>
      <aside class="side left" aria-label={t('people')}>
        <div class="brand">
          <p class="brand-name">{t('title')}</p>
          <p>{t('intro')}</p>
        </div>
        <section class="panel fill">
          <h2>{t('people')}</h2>
          {ready && <People />}
        </section>
        {several && (
          <button
            type="button"
            class="plain tools-button"
            aria-expanded={shown}
            onClick={() => {
              tools.value = !shown;
              if (shown) wireOpen.value = false;
            }}
          >
            <Icon name="tools" size={18} />
            {t('tools')}
          </button>
        )}
      </aside>
      <main class="middle">
        <h1 class="unseen">{t('title')}</h1>
        {ready && <Tabs />}
        <div class="stage">
          {ready ? (
            phones.value.map((phone) => <PhoneFrame key={phone.id} phone={phone} />)
          ) : (
            <div class="seat">
              <div class="phone">
                <div class="screen">
                  <StatusBar />
                  <Waiting failed={starting.value === 'failed'} />
                </div>
              </div>
            </div>
          )}
        </div>
      </main>
      {shown && (
        <aside class="side right" aria-label={t('tools')}>
          <div class="side-tools">
            <button
              type="button"
              class="plain small"
              onClick={() => setLang(lang.value === 'en' ? 'zh-TW' : 'en')}
            >
              <Icon name="globe" size={18} />
              {t('language')}
            </button>
            {several && (
              <button
                type="button"
                class="icon-button"
                aria-label={t('closeTools')}
                onClick={() => {
                  tools.value = false;
                  wireOpen.value = false;
                }}
              >
                <Icon name="close" size={18} />
              </button>
            )}
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
      )}
    </div>
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
