import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../api';
import { clockTime } from '../chat/time';
import { lang, t } from '../i18n';
import { inspected, items, wireOpen } from '../state';
import { each } from '../ui/each';
import { Icon } from '../ui/icons';

type Tab = 'message' | 'webhook' | 'journal';
const TABS: [Tab, 'wireMessage' | 'wireWebhook' | 'wireJournal'][] = [
  ['message', 'wireMessage'],
  ['webhook', 'wireWebhook'],
  ['journal', 'wireJournal'],
];

/** The developer's view: what was really sent. Closed until asked for. */
export function Wire() {
  const tab = useSignal<Tab>('message');
  const open = wireOpen.value;
  return (
    <section class={open ? 'panel wire is-open' : 'panel wire'}>
      <h2>
        <button
          type="button"
          class="wire-head"
          aria-expanded={open}
          onClick={() => {
            wireOpen.value = !open;
          }}
        >
          <Icon name="code" size={18} />
          {t('wire')}
          <Icon name={open ? 'up' : 'down'} size={16} />
        </button>
      </h2>
      {open && (
        <>
          <p class="quiet">{t('wireHint')}</p>
          <div class="tabs" role="tablist" aria-label={t('wire')}>
            {TABS.map(([id, label]) => (
              <button
                key={id}
                type="button"
                role="tab"
                aria-selected={tab.value === id}
                onClick={() => {
                  tab.value = id;
                }}
              >
                {t(label)}
              </button>
            ))}
          </div>
          {tab.value === 'message' ? <MessageJson /> : tab.value === 'webhook' ? <Webhooks /> : <Journal />}
        </>
      )}
    </section>
  );
}

function MessageJson() {
  const chosen = inspected.value;
  if (!chosen) return <p class="quiet">{t('pickMessage')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
    <pre class="json" tabIndex={0}>
      {JSON.stringify(chosen, null, 2)}
    </pre>
  );
}

/** Loads when shown, and again after each change in the chat: that is when webhooks and sends happen. */
function useLoaded<T>(load: () => Promise<T>): T | null {
  const value = useSignal<T | null>(null);
  const newest = items.value.at(-1)?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  useEffect(() => {
    const get = () =>
      load().then(
        (v) => {
          value.value = v;
        },
        () => {},
      );
    void get();
    const timer = setInterval(get, 4000);
    return () => clearInterval(timer);
  }, [newest]);
  return value.value;
}

function Webhooks() {
  const loaded = useLoaded(api.webhooks);
  if (!loaded) return <p class="quiet">{t('loading')}</p>;
  if (loaded.length === 0) return <p class="quiet">{t('noWebhook')}</p>;
  const newestFirst = [...loaded].sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, 50);
  return (
    <ul class="log">
      {each(newestFirst, (d) => (
        <li>
          <span class={d.status && d.status < 300 ? 'status ok' : 'status bad'} title={d.error ?? undefined}>
            {d.status ?? '—'}
          </span>
          <time dateTime={d.at}>{clockTime(d.at, lang.value)}</time>
          <code>{d.eventIds.join(' ') || 'verify'}</code>
          {d.attempt > 1 && <small>{t('attempt', { n: d.attempt })}</small>}
        </li>
      ))}
    </ul>
  );
}

function Journal() {
  const summary = useLoaded(api.journal);
  if (!summary) return <p class="quiet">{t('loading')}</p>;
  const counts = Object.values(summary.recipients);
  return (
    <dl class="numbers">
      <div>
        <dt>{t('accepted')}</dt>
        <dd>{summary.accepted}</dd>
      </div>
      {Object.entries(summary.byEndpoint ?? {}).map(([name, n]) => (
        <div key={name} class="sub">
          <dt>{name}</dt>
          <dd>{n}</dd>
        </div>
      ))}
      <div>
        <dt>{t('receivers')}</dt>
        <dd>{counts.length}</dd>
      </div>
      <div>
        <dt>{t('recipients')}</dt>
        <dd>{counts.reduce((sum, n) => sum + n, 0)}</dd>
      </div>
      <div>
        <dt>{t('duplicates')}</dt>
        <dd>{summary.duplicates}</dd>
      </div>
    </dl>
  );
}
