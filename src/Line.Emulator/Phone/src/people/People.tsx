import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../api';
import { shortWhen } from '../chat/time';
import { lang, t } from '../i18n';
import { type Phone, usePhone } from '../phone';
import { attempt, MOST_PHONES, newPerson, openPerson } from '../session';
import { phone, phones, today } from '../state';
import { Avatar } from '../ui/Avatar';
import { Icon } from '../ui/icons';
import type { Person } from '../wire';
import { isUnread, seen } from './seen';

const LIMIT = 50;

/** People whose name or id holds the query; asked again while shown, since messages reach them at any time. */
function useFound(query: string): Person[] | null {
  const people = useSignal<Person[] | null>(null);
  const q = query.trim();
  const current = phones.value.map((p) => p.id).join();
  const newest = phones.value.map((p) => p.items.value.at(-1)?.id).join();

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message or another person changes the list.
  useEffect(() => {
    let live = true;
    const load = () => {
      if (document.visibilityState !== 'visible') return;
      const take = (found: Person[]) => {
        if (live) people.value = found;
      };
      api.people(q, LIMIT).then(take, () => {});
    };
    const soon = setTimeout(load, q ? 200 : 0);
    const timer = setInterval(load, 4000);
    return () => {
      live = false;
      clearTimeout(soon);
      clearInterval(timer);
    };
  }, [q, current, newest]);
  return people.value;
}

function Search({ query }: { query: Signal<string> }) {
  return (
    <label class="search">
      <Icon name="search" size={18} />
      <input
        type="search"
        value={query.value}
        placeholder={t('searchPeople')}
        aria-label={t('searchPeople')}
        onInput={(e) => {
          query.value = e.currentTarget.value;
        }}
      />
    </label>
  );
}

/** Everyone this platform knows, the newest conversation first; choosing one makes the phone in hand theirs. */
export function People({ onChosen }: { onChosen?: () => void }) {
  const query = useSignal('');
  const found = useFound(query.value);
  // Who has a phone on the table but no message yet would come last, and out of sight among hundreds.
  const listed = new Set(found?.map((p) => p.userId));
  const unlisted = phones.value.map((p) => p.person.value).filter((p) => !listed.has(p.userId));
  const list = found && !query.value.trim() ? [...unlisted, ...found] : found;
  const choose = (work: () => Promise<void>) => {
    void attempt(phone.value, work);
    onChosen?.();
  };
  const full = phones.value.length >= MOST_PHONES;
  return (
    <div class="people">
      <div class="people-tools">
        <Search query={query} />
        <div class="people-buttons">
          <button type="button" class="primary" onClick={() => choose(() => newPerson())}>
            <Icon name="addUser" size={20} />
            {t('addPerson')}
          </button>
          <button
            type="button"
            class="plain"
            disabled={full}
            onClick={() => choose(() => newPerson('beside'))}
          >
            <Icon name="phone" size={20} />
            {t('addPhone')}
          </button>
        </div>
      </div>
      {list?.length === 0 && <p class="quiet">{t('noPeople')}</p>}
      <ul class="people-list">
        {list?.map((person) => (
          <PersonRow
            key={person.userId}
            person={upToDate(person)}
            open={phones.value.find((p) => p.id === person.userId)}
            onOpen={() => choose(() => openPerson(person.userId))}
            onBeside={full ? undefined : () => choose(() => openPerson(person.userId, 'beside'))}
          />
        ))}
      </ul>
      {list && list.length >= LIMIT && <p class="quiet">{t('morePeople', { n: LIMIT })}</p>}
    </div>
  );
}

type PickerProps = { chosen: string[]; onToggle: (userId: string) => void };

/** For sharing: everybody else, with a tick for the chosen. */
export function PeoplePicker({ chosen, onToggle }: PickerProps) {
  const query = useSignal('');
  const { id } = usePhone();
  const onTable = (person: Person) => (phones.value.some((p) => p.id === person.userId) ? 0 : 1);
  // Who has a phone on the table is who the player most likely means.
  const others = useFound(query.value)
    ?.filter((p) => p.userId !== id)
    .sort((a, b) => onTable(a) - onTable(b));
  return (
    <div class="people">
      <div class="people-tools">
        <Search query={query} />
      </div>
      {others?.length === 0 && <p class="quiet">{t('noPeople')}</p>}
      <ul class="people-list">
        {others?.map((person) => (
          <li key={person.userId}>
            <label class="person">
              <Avatar name={person.displayName} id={person.userId} url={person.pictureUrl} size={40} />
              <span class="person-text person-name">{person.displayName}</span>
              <input
                type="checkbox"
                checked={chosen.includes(person.userId)}
                onChange={() => onToggle(person.userId)}
              />
            </label>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A phone on the table knows at once who is a friend; the list knows when somebody was last heard of. */
function upToDate(person: Person): Person {
  const live = phones.value.find((p) => p.id === person.userId)?.person.value;
  return live ? { ...person, friend: live.friend, blocked: live.blocked } : person;
}

type RowProps = {
  person: Person;
  open: Phone | undefined;
  onOpen: () => void;
  onBeside: (() => void) | undefined;
};

function PersonRow({ person, open, onOpen, onBeside }: RowProps) {
  const current = open && open === phone.value;
  const unread = open ? open.unread.value : isUnread(person, seen.value);
  const status = person.blocked ? t('blocked') : person.friend ? t('friend') : t('notFriend');
  return (
    <li class="person-row">
      <button
        type="button"
        class={open ? 'person is-open' : 'person'}
        aria-current={current ? 'true' : undefined}
        onClick={onOpen}
      >
        <Avatar name={person.displayName} id={person.userId} url={person.pictureUrl} size={44} />
        <span class="person-text">
          <span class="person-name">{person.displayName}</span>
          <span class={`person-state ${person.blocked ? 'is-blocked' : person.friend ? 'is-friend' : ''}`}>
            {status}
            {current ? ` · ${t('you')}` : open ? ` · ${t('onTable')}` : ''}
          </span>
        </span>
        <span class="person-end">
          {person.lastMessageAt && (
            <time dateTime={person.lastMessageAt}>
              {shortWhen(person.lastMessageAt, today.value, lang.value)}
            </time>
          )}
          {unread === true && <span class="dot" role="img" aria-label={t('newBadge')} />}
          {typeof unread === 'number' && unread > 0 && (
            <span class="badge" role="img" aria-label={t('unreadCount', { n: unread })}>
              {unread > 99 ? '99+' : unread}
            </span>
          )}
        </span>
      </button>
      {!open && onBeside && (
        <button
          type="button"
          class="icon-button beside"
          aria-label={t('besidePhone', { name: person.displayName })}
          title={t('besidePhone', { name: person.displayName })}
          onClick={onBeside}
        >
          <Icon name="phone" size={19} />
        </button>
      )}
    </li>
  );
}
