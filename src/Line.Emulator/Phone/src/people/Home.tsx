import { shortWhen } from '../chat/time';
import { lang, t } from '../i18n';
import { summary } from '../messages/summary';
import { OFFICIAL, type Room, usePhone } from '../phone';
import { isFriend, today } from '../state';
import { Avatar } from '../ui/Avatar';
import { Icon } from '../ui/icons';

/** The list of rooms: what a phone shows before a chat is opened. */
export function Home() {
  const phone = usePhone();
  const person = phone.person.value;
  return (
    <section class="home" aria-label={t('chats')}>
      <header class="home-header">
        <Avatar name={person.displayName} id={person.userId} url={person.pictureUrl} size={34} />
        <h2>
          {t('chats')}
          <small>{person.displayName}</small>
        </h2>
        <button
          type="button"
          class="icon-button"
          aria-label={t('menu')}
          onClick={() => {
            phone.sheet.value = { kind: 'menu' };
          }}
        >
          <Icon name="menu" />
        </button>
      </header>
      <ul class="rooms">
        {phone.rooms.value.map((room) => (
          <RoomRow key={room.id} room={room} />
        ))}
      </ul>
    </section>
  );
}

function RoomRow({ room }: { room: Room }) {
  const phone = usePhone();
  const { who, newest, unread } = room;
  const official = room.id === OFFICIAL;
  return (
    <li>
      <button
        type="button"
        class="room"
        onClick={() => {
          phone.room.value = room.id;
          phone.profileOpen.value = official && !isFriend(phone.person.value) && !newest;
        }}
      >
        <Avatar name={who.displayName} id={who.userId} url={who.pictureUrl} size={50} />
        <span class="room-text">
          <strong>
            {who.displayName}
            {official && <span class="shield" role="img" aria-label={t('officialAccount')} />}
          </strong>
          <span>{official && !newest ? t('noMessages') : lastWords(room)}</span>
        </span>
        <span class="person-end">
          {newest && <time dateTime={newest.at}>{shortWhen(newest.at, today.value, lang.value)}</time>}
          {unread > 0 && (
            <span class="badge" role="img" aria-label={t('unreadCount', { n: unread })}>
              {unread > 99 ? '99+' : unread}
            </span>
          )}
        </span>
      </button>
    </li>
  );
}

function lastWords({ newest, who }: Room): string {
  if (!newest) return '';
  if (newest.unsent) return t(newest.from === 'user' ? 'unsentByMe' : 'unsent');
  if (newest.from === 'system')
    return t(newest.event === 'unfollow' ? 'unfollowed' : 'followed', { name: who.displayName });
  return newest.message ? summary(newest.message) : '';
}
