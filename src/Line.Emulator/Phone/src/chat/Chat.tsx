import { t } from '../i18n';
import { OFFICIAL, usePhone } from '../phone';
import { follow } from '../session';
import { isFriend } from '../state';
import { Avatar } from '../ui/Avatar';
import { Icon } from '../ui/icons';
import { Composer } from './Composer';
import { Messages } from './Messages';
import { QuickReplies } from './QuickReplies';
import { RichMenuBar } from './RichMenuBar';

/** One room: with the account, or with a friend who shared something. */
export function Chat({ room }: { room: string }) {
  const phone = usePhone();
  const rooms = phone.rooms.value;
  const who = rooms.find((r) => r.id === room)?.who;
  if (!who) return null;
  const person = phone.person.value;
  const official = room === OFFICIAL;
  const elsewhere = rooms.reduce((sum, r) => (r.id === room ? sum : sum + r.unread), 0);
  const menu = official ? phone.richMenu.value : null;
  return (
    <section class="chat" aria-label={t('chatWith', { name: who.displayName })}>
      <header class="chat-header">
        <button
          type="button"
          class="icon-button chat-back"
          aria-label={elsewhere > 0 ? t('backUnread', { n: elsewhere }) : t('back')}
          onClick={() => {
            phone.room.value = null;
          }}
        >
          <Icon name="back" />
          {elsewhere > 0 && <span class="badge">{elsewhere > 99 ? '99+' : elsewhere}</span>}
        </button>
        <button
          type="button"
          class="chat-title"
          disabled={!official}
          onClick={() => {
            phone.profileOpen.value = true;
          }}
        >
          <Avatar name={who.displayName} id={who.userId} url={who.pictureUrl} size={34} />
          <span>
            <strong>{who.displayName}</strong>
            {official && <small>{t('officialAccount')}</small>}
          </span>
        </button>
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
      {official && !isFriend(person) && !phone.profileOpen.value && (
        <div class="stranger">
          <span>{person.blocked ? t('blockedHint') : t('notFriend')}</span>
          <button type="button" onClick={() => follow(phone)}>
            {person.blocked ? t('unblock') : t('addFriend')}
          </button>
        </div>
      )}
      <Messages room={room} who={who} key={room} />
      {official && <QuickReplies />}
      {!(official && person.blocked) &&
        (menu && phone.bar.value === 'menu' ? <RichMenuBar menu={menu} /> : <Composer official={official} />)}
    </section>
  );
}
