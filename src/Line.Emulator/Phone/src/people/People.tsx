import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../api';
import { shortWhen } from '../chat/time';
import { lang, t } from '../i18n';
import { attempt, newPerson, openPerson } from '../session';
import { items, me, today } from '../state';
import { Avatar } from '../ui/Avatar';
import { Icon } from '../ui/icons';
import type { Person } from '../wire';
import { isUnread, seen } from './seen';

const LIMIT = 50;

/** People whose name or id holds the query; asked again while shown, since messages reach them at any time. */
function useFound(query: string): Person[] | null {
  const people = useSignal<Person[] | null>(null);
  const q = query.trim();
  const current = me.value?.userId;
  const newest = items.value.at(-1)?.id;

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

/** Everyone this platform knows, the newest conversation first; choosing one makes the phone theirs. */
export function People() {
  const query = useSignal('');
  const person = me.value;
  const current = person?.userId;
  const found = useFound(query.value);
  // A newcomer without a message would come last, and out of sight among hundreds.
  const hidden = !query.value.trim() && found?.every((p) => p.userId !== current);
  const list = person && found && hidden ? [person, ...found] : found;
  return (
    <div class="people">
      <div class="people-tools">
        <Search query={query} />
        <button type="button" class="primary wide" onClick={() => attempt(() => newPerson())}>
          <Icon name="addUser" size={20} />
          {t('addPerson')}
        </button>
      </div>
      {list?.length === 0 && <p class="quiet">{t('noPeople')}</p>}
      <ul class="people-list">
        {list?.map((person) => (
          <PersonRow key={person.userId} person={person} current={person.userId === current} />
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
  const others = useFound(query.value)?.filter((p) => p.userId !== me.value?.userId);
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

function PersonRow({ person, current }: { person: Person; current: boolean }) {
  const unread = !current && isUnread(person, seen.value);
  const status = person.blocked ? t('blocked') : person.friend ? t('friend') : t('notFriend');
  return (
    <li>
      <button
        type="button"
        class="person"
        aria-current={current ? 'true' : undefined}
        onClick={() => attempt(() => openPerson(person.userId))}
      >
        <Avatar name={person.displayName} id={person.userId} url={person.pictureUrl} size={44} />
        <span class="person-text">
          <span class="person-name">{person.displayName}</span>
          <span class={`person-state ${person.blocked ? 'is-blocked' : person.friend ? 'is-friend' : ''}`}>
            {status}
            {current && ` · ${t('you')}`}
          </span>
        </span>
        <span class="person-end">
          {person.lastMessageAt && (
            <time dateTime={person.lastMessageAt}>
              {shortWhen(person.lastMessageAt, today.value, lang.value)}
            </time>
          )}
          {unread && <span class="dot" role="img" aria-label={t('newBadge')} />}
        </span>
      </button>
    </li>
  );
}
