import { t } from '../i18n';
import { usePhone } from '../phone';
import { follow, unfollow } from '../session';
import { bot, isFriend } from '../state';
import { Avatar } from '../ui/Avatar';
import { Icon } from '../ui/icons';

/** The account as a person sees it before the chat: add it, take the block back, or go on chatting. */
export function Profile() {
  const phone = usePhone();
  const account = bot.value;
  const person = phone.person.value;
  const close = () => {
    phone.profileOpen.value = false;
  };
  if (!account) return null;
  const friend = isFriend(person);
  const hint = friend ? 'friendHint' : person.blocked ? 'blockedHint' : 'addFriendHint';
  return (
    <section class="profile" aria-label={t('profile')}>
      <div class="profile-cover">
        <button type="button" class="icon-button on-dark" aria-label={t('close')} onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      <div class="profile-body">
        <Avatar name={account.displayName} id={account.userId} url={account.pictureUrl} size={104} />
        <h2>{account.displayName}</h2>
        <p class="tag">
          <Icon name="check" size={14} />
          {t('officialAccount')}
        </p>
        <p class="profile-hint">{t(hint)}</p>
        {friend ? (
          <button type="button" class="primary big" onClick={close}>
            {t('chat')}
          </button>
        ) : (
          <button type="button" class="primary big" onClick={() => follow(phone)}>
            <Icon name={person.blocked ? 'check' : 'addUser'} />
            {person.blocked ? t('unblock') : t('addFriend')}
          </button>
        )}
        {friend ? (
          <button type="button" class="plain" onClick={() => unfollow(phone)}>
            {t('block')}
          </button>
        ) : (
          <button type="button" class="plain" onClick={close}>
            {t('chatOnly')}
          </button>
        )}
      </div>
    </section>
  );
}
