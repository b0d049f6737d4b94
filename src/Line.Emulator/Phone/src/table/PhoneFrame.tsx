import { Chat } from '../chat/Chat';
import { t } from '../i18n';
import { closeLiff } from '../liff/bridge';
import { LiffSheet } from '../liff/LiffSheet';
import { summary } from '../messages/summary';
import { Home } from '../people/Home';
import { Profile } from '../people/Profile';
import { OFFICIAL, type Phone, PhoneContext, roomOf, usePhone } from '../phone';
import { putAway } from '../session';
import { Sheets } from '../sheets/Sheets';
import { bot, inHand, letters, online, phone as phoneInHand, phones } from '../state';
import { Avatar } from '../ui/Avatar';
import { Icon } from '../ui/icons';
import { StatusBar } from '../ui/StatusBar';

/** One phone on the table, with its owner's name above it when there are several. */
export function PhoneFrame({ phone }: { phone: Phone }) {
  const name = phone.person.value.displayName;
  const several = phones.value.length > 1;
  const held = phoneInHand.value === phone;
  const take = () => {
    if (inHand.value !== phone.id) inHand.value = phone.id;
  };
  return (
    <PhoneContext.Provider value={phone}>
      <div
        class={several && held ? 'seat is-held' : 'seat'}
        id={`phone-${phone.id}`}
        onPointerDownCapture={take}
        onFocusCapture={take}
      >
        {several && (
          <div class="name-plate">
            <Avatar name={name} id={phone.id} url={phone.person.value.pictureUrl} size={26} />
            <strong>{name}</strong>
            <button
              type="button"
              class="icon-button small"
              aria-label={t('putAwayOf', { name })}
              onClick={() => putAway(phone)}
            >
              <Icon name="close" size={16} />
            </button>
          </div>
        )}
        <section class="phone" aria-label={t('phoneOf', { name })} style={{ '--letters': letters.value }}>
          <div class="screen">
            <StatusBar />
            <Screen />
          </div>
        </section>
      </div>
    </PhoneContext.Provider>
  );
}

function Screen() {
  const phone = usePhone();
  const page = phone.liff.value;
  const profile = phone.profileOpen.value;
  const room = phone.room.value;
  const covered = !!phone.sheet.value;
  return (
    <div class="glass">
      <div class="under" inert={!!page || profile || covered}>
        {room === null ? <Home /> : <Chat room={room} />}
      </div>
      {profile && (
        <div class="cover" inert={!!page || covered}>
          <Profile />
        </div>
      )}
      {page && <LiffSheet key={page.key} page={page} />}
      <div role="status">
        <Banner />
      </div>
      <Sheets />
      {!online.value && (
        <p class="offline" role="status">
          {t('offline')}
        </p>
      )}
      <p class={phone.toast.value ? 'toast is-on' : 'toast'} role="status" key={phone.toast.value?.key}>
        {phone.toast.value?.text}
      </p>
    </div>
  );
}

/** A message whose room is not on the screen announces itself, as a phone's notification does. */
function Banner() {
  const phone = usePhone();
  const item = phone.banner.value;
  const from = item?.friend ?? bot.value;
  if (!item?.message || !from) return null;
  return (
    <button
      type="button"
      class="banner"
      key={item.id}
      onClick={() => {
        closeLiff(phone);
        phone.dismissSheet();
        phone.banner.value = null;
        phone.profileOpen.value = false;
        phone.room.value = item.friend ? roomOf(item) : OFFICIAL;
      }}
      onAnimationEnd={(e) => {
        if (e.animationName === 'banner' && phone.banner.value === item) phone.banner.value = null;
      }}
    >
      <Avatar name={from.displayName} id={from.userId} url={from.pictureUrl} size={38} />
      <span>
        <strong>{from.displayName}</strong>
        <span>{summary(item.message)}</span>
      </span>
    </button>
  );
}
