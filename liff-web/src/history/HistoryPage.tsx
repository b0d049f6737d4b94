import { useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import type { HistoryEntry } from '../api/types.ts';
import { day, grouped, moment, money } from '../format.ts';
import { explain, explainReason, type Key, t } from '../i18n/index.ts';
import { path } from '../router.ts';
import { withSession } from '../session.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { useLoad } from '../ui/load.ts';
import { Empty, Failed, Page, Rows, Segments } from '../ui/states.tsx';
import { Lots } from './Lots.tsx';

type View = 'all' | 'lots';

export default function HistoryPage() {
  const [view, setView] = useState<View>('all');
  return (
    <Page title={t('tab.history')}>
      <Segments
        label={t('history.views')}
        value={view}
        onChange={setView}
        choices={[
          { value: 'all', label: t('history.all') },
          { value: 'lots', label: t('history.lots') },
        ]}
      />
      {view === 'all' ? <Entries /> : <Lots />}
    </Page>
  );
}

function Entries() {
  const { loaded, retry, replace } = useLoad('history', () => api.history());
  const [more, setMore] = useState<'idle' | 'loading' | { error: unknown }>('idle');
  if (loaded.state === 'loading') return <Rows count={5} height={72} />;
  if (loaded.state === 'failed') return <Failed error={loaded.error} onRetry={retry} />;
  const { entries, next } = loaded.value;
  if (entries.length === 0) {
    return <Empty icon="history" title={t('history.empty')} hint={t('history.emptyHint')} />;
  }
  const loadMore = async (before: string) => {
    setMore('loading');
    try {
      const page = await withSession(() => api.history(before));
      replace({ entries: [...entries, ...page.entries], next: page.next });
      setMore('idle');
    } catch (error) {
      setMore({ error });
    }
  };
  return (
    <>
      {byMonth(entries).map(([month, group]) => (
        <section key={month} class="month">
          <h2>{month}</h2>
          <ul class="entries">
            {group.map((entry) => (
              <li key={entry.id}>
                <Entry entry={entry} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {typeof more === 'object' && (
        <p class="field-error" role="alert">
          {explain(more.error)}
        </p>
      )}
      {next && (
        <button
          type="button"
          class="button button-quiet button-wide"
          disabled={more === 'loading'}
          onClick={() => void loadMore(next)}
        >
          {more === 'loading' ? t('app.loading') : t('app.more')}
        </button>
      )}
    </>
  );
}

const ICONS: Record<HistoryEntry['kind'], IconName> = {
  purchase: 'bag',
  refund: 'undo',
  earn: 'point',
  spend: 'point',
  expire: 'clock',
  adjust: 'pencil',
  coupon: 'coupon',
};

/** Entries by month, in the order they came: 2026/3 → [...]. */
function byMonth(entries: readonly HistoryEntry[]): [string, HistoryEntry[]][] {
  const months = new Map<string, HistoryEntry[]>();
  for (const entry of entries) {
    const month = day(entry.at).split('/').slice(0, 2).join('/');
    const group = months.get(month);
    if (group) group.push(entry);
    else months.set(month, [entry]);
  }
  return [...months];
}

function Entry({ entry }: { entry: HistoryEntry }) {
  const lines = entry.lines ?? [];
  const row = <EntryRow entry={entry} />;
  if (lines.length === 0) return <div class="entry">{row}</div>;
  return (
    <details class="entry" open={path.value === `/history/${entry.id}`}>
      <summary>{row}</summary>
      <ul class="entry-lines" aria-label={t('history.details')}>
        {lines.map((line, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a receipt may hold the same line twice
          <li key={i}>
            <span>
              {line.name} × {line.quantity}
            </span>
            <span>{money(line.amount)}</span>
          </li>
        ))}
      </ul>
      {entry.earned && entry.earned.length > 0 && (
        <ul class="entry-lines" aria-label={t('history.why')}>
          {entry.earned.map((part) => (
            <li key={part.rule}>
              <span>
                <b>{part.name}</b>
                <br />
                {part.why}
              </span>
              <span class="plus">
                +{grouped(part.points)} {t('card.pointsUnit')}
              </span>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}

function EntryRow({ entry }: { entry: HistoryEntry }) {
  const kind = t(`history.kind.${entry.kind}` as Key);
  const points = entry.points ?? 0;
  return (
    <span class="entry-row">
      <span class={`entry-icon entry-${entry.kind}`}>
        <Icon name={ICONS[entry.kind]} size={20} />
      </span>
      <span class="entry-text">
        <b>{entry.title || kind}</b>
        <span>
          {[moment(entry.at), entry.storeName, explainReason(entry.reason)].filter(Boolean).join(' · ')}
        </span>
      </span>
      <span class="entry-figures">
        {entry.amount != null && <b>{money(entry.amount)}</b>}
        {points !== 0 && (
          <span class={points > 0 ? 'plus' : 'minus'}>
            {points > 0 ? '+' : '−'}
            {grouped(Math.abs(points))} {t('card.pointsUnit')}
          </span>
        )}
      </span>
    </span>
  );
}
