import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { copy, openUri } from '../actions';
import { api } from '../api';
import { t } from '../i18n';
import { type OpenLiff, usePhone } from '../phone';
import { attempt } from '../session';
import { Icon } from '../ui/icons';
import { askForCode, closeLiff, connect, share } from './bridge';

/** A LIFF page inside the phone: an iframe with the app's own header, and the bridge to it. */
export function LiffSheet({ page }: { page: OpenLiff }) {
  const phone = usePhone();
  const frame = useRef<HTMLIFrameElement>(null);
  const reloads = useSignal(0);
  const loading = useSignal(true);
  const options = useSignal(false);
  const wayBack = useSignal(false);
  const close = () => closeLiff(phone);

  const rename = (title: string) => {
    const open = phone.liff.value;
    if (open && title.trim()) phone.liff.value = { ...open, title: title.trim().slice(0, 60) };
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: one bridge as long as the page is open.
  useEffect(() => {
    phone.frame = frame.current;
    const disconnect = connect(() => frame.current, {
      close,
      async send(messages) {
        for (const message of messages) await api.send(phone.id, message);
      },
      async openWindow(url, external) {
        if (external) phone.sheet.value = { kind: 'link', url };
        else await openUri(phone, url);
      },
      scan: () => askForCode(phone),
      share: (messages, multiple) => share(phone, messages, multiple),
      title: (title, canGoBack) => {
        rename(title);
        wayBack.value = canGoBack;
      },
    });
    return () => {
      phone.frame = null;
      disconnect();
    };
  }, [reloads.value]);

  const onLoad = () => {
    loading.value = false;
    try {
      const title = frame.current?.contentDocument?.title;
      if (title) rename(title);
    } catch {
      // Another origin keeps its title to itself; it may still tell it over the bridge.
    }
  };

  return (
    <div
      class={`liff liff-${page.view}`}
      role="dialog"
      aria-modal="true"
      aria-label={page.title}
      inert={!!phone.sheet.value}
      onKeyDown={(e) => {
        if (e.key === 'Escape') close();
      }}
    >
      {page.view !== 'full' && (
        <button type="button" class="liff-behind" aria-label={t('close')} tabIndex={-1} onClick={close} />
      )}
      <div class="liff-card">
        <header class="liff-header">
          {wayBack.value && (
            <button
              type="button"
              class="icon-button liff-back"
              aria-label={t('pageBack')}
              onClick={() => {
                // The page goes back by itself: the history of another origin's frame is also this tab's.
                frame.current?.contentWindow?.postMessage({ liff: 'back' }, '*');
              }}
            >
              <Icon name="back" />
            </button>
          )}
          <span class="liff-title">
            <strong>{page.title}</strong>
            <small>{host(page.src)}</small>
          </span>
          <button
            type="button"
            class="icon-button"
            aria-label={t('more')}
            aria-expanded={options.value}
            onClick={() => {
              options.value = !options.value;
            }}
          >
            <Icon name="dots" />
          </button>
          <button type="button" class="icon-button" aria-label={t('close')} onClick={close}>
            <Icon name="close" />
          </button>
          {options.value && (
            <div class="liff-options">
              <button
                type="button"
                onClick={() => {
                  options.value = false;
                  loading.value = true;
                  wayBack.value = false;
                  reloads.value++;
                }}
              >
                <Icon name="reload" size={18} /> {t('reload')}
              </button>
              <button
                type="button"
                onClick={() => {
                  options.value = false;
                  void copy(phone, page.url);
                }}
              >
                <Icon name="copy" size={18} /> {t('copyLink')}
              </button>
              <button
                type="button"
                onClick={() => {
                  options.value = false;
                  void attempt(phone, async () => {
                    if (await share(phone, [{ type: 'text', text: page.url }], true)) phone.say(t('shared'));
                  });
                }}
              >
                <Icon name="share" size={18} /> {t('share')}
              </button>
            </div>
          )}
        </header>
        {loading.value && <div class="liff-progress" />}
        <iframe
          key={`${page.key}-${reloads.value}`}
          ref={frame}
          src={page.src}
          title={page.title}
          allow="camera; clipboard-write; fullscreen; screen-wake-lock"
          onLoad={onLoad}
        />
      </div>
    </div>
  );
}

function host(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return '';
  }
}
