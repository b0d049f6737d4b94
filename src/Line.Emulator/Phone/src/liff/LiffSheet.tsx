import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { copy, openUri } from '../actions';
import { api } from '../api';
import { t } from '../i18n';
import { liff, me, type OpenLiff, sheet } from '../state';
import { Icon } from '../ui/icons';
import { askForCode, closeLiff, connect, share } from './bridge';

/** A LIFF page inside the phone: an iframe with the app's own header, and the bridge to it. */
export function LiffSheet({ page }: { page: OpenLiff }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const reloads = useSignal(0);
  const loading = useSignal(true);
  const options = useSignal(false);

  useEffect(
    () =>
      connect(() => frame.current, {
        close: closeLiff,
        async send(messages) {
          const id = me.value?.userId;
          if (id) for (const message of messages) await api.send(id, message);
        },
        async openWindow(url, external) {
          if (external) sheet.value = { kind: 'link', url };
          else await openUri(url);
        },
        scan: askForCode,
        share,
        title: rename,
      }),
    [],
  );

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
      inert={!!sheet.value}
    >
      {page.view !== 'full' && (
        <button type="button" class="liff-behind" aria-label={t('close')} onClick={closeLiff} />
      )}
      <div class="liff-card">
        <header class="liff-header">
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
          <button type="button" class="icon-button" aria-label={t('close')} onClick={closeLiff}>
            <Icon name="close" />
          </button>
          {options.value && (
            <div class="liff-options">
              <button
                type="button"
                onClick={() => {
                  options.value = false;
                  loading.value = true;
                  reloads.value++;
                }}
              >
                <Icon name="reload" size={18} /> {t('reload')}
              </button>
              <button
                type="button"
                onClick={() => {
                  options.value = false;
                  void copy(page.url);
                }}
              >
                <Icon name="copy" size={18} /> {t('copyLink')}
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

function rename(title: string) {
  const page = liff.value;
  if (page && title.trim()) liff.value = { ...page, title: title.trim().slice(0, 60) };
}

function host(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return '';
  }
}
