import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../api';
import { clockTime } from '../chat/time';
import { lang, t } from '../i18n';
import type { Phone } from '../phone';
import { inHand, inspected, phone, wireOpen } from '../state';
import { Icon } from '../ui/icons';
import type { Exchange, Item } from '../wire';

type Tab = 'traffic' | 'message' | 'journal';
const TABS: [Tab, 'wireTraffic' | 'wireMessage' | 'wireJournal'][] = [
  ['traffic', 'wireTraffic'],
  ['message', 'wireMessage'],
  ['journal', 'wireJournal'],
];

/** Looks at a message of a phone: beside it where there is room, on its screen where there is none. */
export function inspect(of: Phone, item: Item) {
  inHand.value = of.id;
  inspected.value = item;
  if (matchMedia('(max-width: 760px)').matches) of.sheet.value = { kind: 'wire' };
  else wireOpen.value = true;
}

/** The developer's view: what was really sent, both ways. Closed until asked for. */
export function Wire() {
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
      {open && <WireBody />}
    </section>
  );
}

export function WireBody() {
  const tab = useSignal<Tab>('traffic');
  const chosen = inspected.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: pointing at another message leads to it.
  useEffect(() => {
    if (chosen) tab.value = 'message';
  }, [chosen]);
  return (
    <div class="wire-body">
      <p class="quiet">{t('wireHint', { name: phone.value?.person.value.displayName ?? '' })}</p>
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
      {tab.value === 'traffic' ? <Traffic /> : tab.value === 'message' ? <MessageJson /> : <Journal />}
    </div>
  );
}

/** Loads when shown, and again after each change in a chat: that is when webhooks and sends happen. */
function useLoaded<T>(load: () => Promise<T>): T | null {
  const value = useSignal<T | null>(null);
  const who = phone.value?.id;
  const newest = phone.value?.items.value.at(-1)?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  useEffect(() => {
    let live = true;
    const get = () =>
      load().then(
        (v) => {
          if (live) value.value = v;
        },
        () => {},
      );
    void get();
    const timer = setInterval(get, 2000);
    return () => {
      live = false;
      clearInterval(timer);
    };
  }, [newest, who]);
  return value.value;
}

const useExchanges = (): Exchange[] | null => {
  const id = phone.value?.id ?? '';
  return useLoaded(() => api.wire(id))?.entries ?? null;
};

function Traffic() {
  const entries = useExchanges();
  if (!entries) return <p class="quiet">{t('loading')}</p>;
  if (entries.length === 0) return <p class="quiet">{t('noTraffic')}</p>;
  return (
    <ul class="log">
      {[...entries].reverse().map((entry) => (
        <li key={entry.seq}>
          <ExchangeView entry={entry} open={false} />
        </li>
      ))}
    </ul>
  );
}

/** One exchange: a line that says who asked whom and how it ended, and below it both bodies. */
function ExchangeView({ entry, open }: { entry: Exchange; open: boolean }) {
  const good = entry.status !== null && entry.status < 300;
  const toBot = entry.kind === 'webhook';
  const problems = problemsOf(entry.response);
  return (
    <details class="exchange" open={open}>
      <summary>
        <span class={good ? 'status ok' : 'status bad'}>{entry.status ?? '—'}</span>
        <span class="direction" role="img" aria-label={t(toBot ? 'toBot' : 'fromBot')}>
          {toBot ? '↗' : '↙'}
        </span>
        <code>{toBot ? kindsOf(entry.request) : `${entry.method} ${entry.path.replace('/v2/bot', '')}`}</code>
        <time dateTime={entry.at}>{clockTime(entry.at, lang.value)}</time>
      </summary>
      <p class="exchange-says">
        {t(toBot ? 'toBot' : 'fromBot')} · {entry.milliseconds} ms
        {entry.error && ` · ${entry.error}`}
        {entry.requestId && (
          <>
            {' · '}
            <code>{entry.requestId}</code>
          </>
        )}
      </p>
      {problems.length > 0 && (
        <ul class="verdict">
          {problems.map((p) => (
            <li key={`${p.property} ${p.message}`}>
              <code>{p.property}</code> {p.message}
            </li>
          ))}
        </ul>
      )}
      <Json label={t(toBot ? 'wireSent' : 'wireRequest')} value={entry.request} />
      <Json label={t(toBot ? 'wireBotSays' : 'wireVerdict')} value={entry.response} />
    </details>
  );
}

type Problem = { property?: string; message?: string };

/** LINE's complaints about a refused call, each with the place it means. */
function problemsOf(response: unknown): Problem[] {
  const answer = response as { message?: string; details?: Problem[] } | null;
  if (typeof answer !== 'object' || !answer?.message) return [];
  return answer.details?.length ? answer.details : [{ message: answer.message }];
}

function kindsOf(request: unknown): string {
  const events = (request as { events?: { type?: string }[] } | null)?.events;
  return events?.length ? events.map((e) => e.type).join(', ') : 'verify';
}

function Json({ label, value }: { label: string; value: unknown }) {
  if (value === null || value === undefined || value === '') return null;
  return (
    <>
      <h3>{label}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard. */}
      <pre class="json" tabIndex={0}>
        {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
      </pre>
    </>
  );
}

function MessageJson() {
  const chosen = inspected.value;
  const entries = useExchanges();
  if (!chosen) return <p class="quiet">{t('pickMessage')}</p>;
  const entry = entries?.find((e) => carried(e, chosen));
  return (
    <div class="wire-message">
      <Json label={t('wireItem')} value={chosen} />
      {entry && <ExchangeView entry={entry} open key={entry.seq} />}
    </div>
  );
}

/** The call that brought the account's message, or the event that told it about the person's. */
function carried(entry: Exchange, item: Item): boolean {
  if (item.from === 'bot') return entry.kind === 'api' && entry.requestId === item.requestId;
  const events = (entry.request as { events?: { message?: { id?: string } }[] } | null)?.events;
  return (
    entry.kind === 'webhook' && !!item.messageId && !!events?.some((e) => e.message?.id === item.messageId)
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
