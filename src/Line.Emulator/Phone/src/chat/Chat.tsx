import { t } from '../i18n';
import { follow } from '../session';
import { bar, bot, isFriend, me, profileOpen, richMenu, sheet } from '../state';
import { Avatar } from '../ui/Avatar';
import { Icon } from '../ui/icons';
import { Composer } from './Composer';
import { Messages } from './Messages';
import { QuickReplies } from './QuickReplies';
import { RichMenuBar } from './RichMenuBar';

export function Chat() {
  const account = bot.value;
  const person = me.value;
  if (!account || !person) return null;
  return (
    <section class="chat" aria-label={t('chatWith', { name: account.displayName })}>
      <header class="chat-header">
        <button
          type="button"
          class="icon-button only-narrow"
          aria-label={t('back')}
          onClick={() => {
            sheet.value = { kind: 'people' };
          }}
        >
          <Icon name="back" />
        </button>
        <button
          type="button"
          class="chat-title"
          onClick={() => {
            profileOpen.value = true;
          }}
        >
          <Avatar name={account.displayName} id={account.userId} url={account.pictureUrl} size={34} />
          <span>
            <strong>{account.displayName}</strong>
            <small>{t('officialAccount')}</small>
          </span>
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={t('menu')}
          onClick={() => {
            sheet.value = { kind: 'menu' };
          }}
        >
          <Icon name="menu" />
        </button>
      </header>
      {!isFriend(person) && !profileOpen.value && (
        <div class="stranger">
          <span>{person.blocked ? t('blockedHint') : t('notFriend')}</span>
          <button type="button" onClick={follow}>
            {person.blocked ? t('unblock') : t('addFriend')}
          </button>
        </div>
      )}
      <Messages />
      <QuickReplies />
      {!person.blocked &&
        (richMenu.value && bar.value === 'menu' ? <RichMenuBar menu={richMenu.value} /> : <Composer />)}
    </section>
  );
}
