import { t } from '../i18n';
import { follow } from '../session';
import { bot, me, profileOpen } from '../state';
import { Avatar } from '../ui/Avatar';
import { Icon } from '../ui/icons';

/** What a person sees of an account they have not added, or have blocked. */
export function Profile() {
  const account = bot.value;
  const person = me.value;
  if (!account || !person) return null;
  return (
    <section class="profile" aria-label={account.displayName}>
      <div class="profile-cover">
        <button
          type="button"
          class="icon-button on-dark"
          aria-label={t('close')}
          onClick={() => {
            profileOpen.value = false;
          }}
        >
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
        <p class="profile-hint">{person.blocked ? t('blockedHint') : t('addFriendHint')}</p>
        <button type="button" class="primary big" onClick={follow}>
          <Icon name={person.blocked ? 'check' : 'addUser'} />
          {person.blocked ? t('unblock') : t('addFriend')}
        </button>
        <button
          type="button"
          class="plain"
          onClick={() => {
            profileOpen.value = false;
          }}
        >
          {t('chatOnly')}
        </button>
      </div>
    </section>
  );
}
