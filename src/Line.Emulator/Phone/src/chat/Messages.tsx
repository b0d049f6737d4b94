import { useComputed, useSignal } from '@preact/signals';
import { useCallback, useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { perform } from '../actions';
import { lang, t } from '../i18n';
import { MessageBody } from '../messages/Message';
import { OFFICIAL, roomOf, usePhone } from '../phone';
import { bot, inspected, tick, today, wireOpen } from '../state';
import { inspect } from '../tools/Wire';
import { Avatar } from '../ui/Avatar';
import { Icon } from '../ui/icons';
import type { Friend, Item } from '../wire';
import { clockTime, dayLabel } from './time';
import { timeline } from './timeline';

const NEAR = 60;

/** The conversation. It stays at its end while the reader is there; whoever scrolled up is told and not moved. */
export function Messages({ room, who }: { room: string; who: Friend }) {
  const phone = usePhone();
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLOListElement>(null);
  const atEnd = useRef(true);
  const top = useRef(0);
  const away = useSignal(false);
  const fresh = useSignal(false);
  const items = useComputed(() => phone.items.value.filter((i) => roomOf(i) === room));
  const newest = items.value.at(-1);
  const count = items.value.length;

  const toEnd = useCallback((smooth = false) => {
    const el = scroller.current;
    if (!el) return;
    el.scrollTo({ top: el.scrollHeight, behavior: smooth ? 'smooth' : 'auto' });
    top.current = el.scrollTop;
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when something was added.
  useLayoutEffect(() => {
    if (atEnd.current || newest?.from === 'user') toEnd();
    else if (newest) fresh.value = true;
  }, [count]);

  // Pictures that load late and a menu that opens change the room; the end stays in sight.
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (atEnd.current) toEnd();
    });
    if (scroller.current) observer.observe(scroller.current);
    if (content.current) observer.observe(content.current);
    return () => observer.disconnect();
  }, [toEnd]);

  const onScroll = () => {
    const el = scroller.current;
    if (!el) return;
    // Only a reader who moves up leaves the end: growing content also moves it out of reach for a moment.
    const up = el.scrollTop < top.current - 1;
    top.current = el.scrollTop;
    if (el.scrollHeight - el.scrollTop - el.clientHeight < NEAR) atEnd.current = true;
    else if (up) atEnd.current = false;
    away.value = !atEnd.current;
    if (atEnd.current) fresh.value = false;
  };

  return (
    <div class="messages">
      <div
        class="scroller"
        ref={scroller}
        onScroll={onScroll}
        role="log"
        aria-live="polite"
        aria-label={t('chatWith', { name: who.displayName })}
      >
        <ol ref={content}>
          {timeline(items.value).map((row) =>
            row.kind === 'day' ? (
              <li key={row.key} class="day">
                <span>{dayLabel(row.at, today.value, lang.value)}</span>
              </li>
            ) : (
              <Row key={row.key} item={row.item} first={row.first} last={row.last} />
            ),
          )}
          {room === OFFICIAL && phone.typingUntil.value > tick.value && <Typing />}
        </ol>
      </div>
      {away.value && (
        <button
          type="button"
          class={fresh.value ? 'jump is-new' : 'jump'}
          aria-label={t('toBottom')}
          onClick={() => toEnd(true)}
        >
          {fresh.value && <span>{t('jumpDown')}</span>}
          <Icon name="down" size={18} />
        </button>
      )}
    </div>
  );
}

/** The account's loading animation. */
function Typing() {
  return (
    <li class="row theirs typing" aria-label={t('typing')}>
      <span class="bubble" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
    </li>
  );
}

function Row({ item, first, last }: { item: Item; first: boolean; last: boolean }) {
  const phone = usePhone();
  const account = bot.value;
  if (!account) return null;
  if (item.from === 'system' || item.unsent) return <Notice item={item} />;
  const message = item.message;
  if (!message) return null;
  const mine = item.from === 'user';
  const sender = item.friend ?? account;
  const name = message.sender?.name ?? sender.displayName;
  const label = message.sender?.name;
  return (
    <li
      class={`row ${mine ? 'mine' : 'theirs'}${first ? ' first' : ''}${shape(item)}`}
      onContextMenu={(e) => {
        // A long press (or the other mouse button) asks what can be done with a message; links keep the browser's own menu.
        if ((e.target as Element).closest('a, video, audio')) return;
        e.preventDefault();
        phone.sheet.value = { kind: 'message', item };
      }}
    >
      {!mine && first && (
        <Avatar name={name} id={sender.userId} url={message.sender?.iconUrl ?? sender.pictureUrl} size={38} />
      )}
      {!mine && first && label && <span class="sender">{label}</span>}
      <div class="line">
        <div class="body">
          <MessageBody message={message} onAction={(action) => perform(phone, action)} />
        </div>
        <div class="meta">
          <span class="message-tools">
            <button
              type="button"
              class="inspect"
              aria-label={t('messageOptions')}
              onClick={() => {
                phone.sheet.value = { kind: 'message', item };
              }}
            >
              ⋯
            </button>
            <InspectButton item={item} />
          </span>
          {mine && <span>{t('read')}</span>}
          {last && <time dateTime={item.at}>{clockTime(item.at, lang.value)}</time>}
        </div>
      </div>
    </li>
  );
}

/** Cards carry their time below, since nothing is left beside them; carousels and giant bubbles take all the width. */
function shape(item: Item): string {
  const m = item.message;
  const wide =
    m?.type === 'imagemap' ||
    (m?.type === 'flex' && (m.contents.type === 'carousel' || m.contents.size === 'giga')) ||
    (m?.type === 'template' && m.template.type.endsWith('carousel'));
  return wide ? ' card-row wide' : m?.type === 'flex' || m?.type === 'template' ? ' card-row' : '';
}

function Notice({ item }: { item: Item }) {
  const name = bot.value?.displayName ?? '';
  const text = item.unsent
    ? t(item.from === 'user' ? 'unsentByMe' : 'unsent')
    : t(item.event === 'unfollow' ? 'unfollowed' : 'followed', { name });
  return (
    <li class="notice">
      <span>
        {text} · <time dateTime={item.at}>{clockTime(item.at, lang.value)}</time>
      </span>
    </li>
  );
}

function InspectButton({ item }: { item: Item }) {
  const phone = usePhone();
  return (
    <button
      type="button"
      class={inspected.value?.id === item.id && wireOpen.value ? 'inspect is-on' : 'inspect'}
      aria-label={t('inspect')}
      onClick={() => {
        inspect(phone, item);
      }}
    >
      {'{}'}
    </button>
  );
}
