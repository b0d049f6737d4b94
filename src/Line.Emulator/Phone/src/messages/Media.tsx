import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { api, local } from '../api';
import { t } from '../i18n';
import { usePhone } from '../phone';
import { attempt } from '../session';
import { Icon } from '../ui/icons';
import type { Message } from '../wire';

type Of<T extends Message['type']> = Extract<Message, { type: T }>;

export function Picture({ message }: { message: Of<'image'> }) {
  const phone = usePhone();
  const broken = useSignal(false);
  const shown = message.previewImageUrl ?? message.originalContentUrl;
  if (!shown || broken.value)
    return (
      <div class="media no-picture" role="img" aria-label={t(broken.value ? 'pictureFailed' : 'picture')}>
        <Icon name="picture" size={56} />
        {broken.value && <span>{t('pictureFailed')}</span>}
      </div>
    );
  return (
    <button
      type="button"
      class="media"
      aria-label={t('openPicture')}
      onClick={() => {
        phone.sheet.value = { kind: 'picture', url: local(message.originalContentUrl ?? shown) };
      }}
    >
      <img
        src={local(shown)}
        alt=""
        onError={() => {
          broken.value = true;
        }}
      />
    </button>
  );
}

export function Video({ message }: { message: Of<'video'> }) {
  const phone = usePhone();
  const { trackingId } = message;
  return (
    // biome-ignore lint/a11y/useMediaCaption: the message brings no captions, and LINE has no field for them.
    <video
      class="media"
      controls
      preload="none"
      playsInline
      src={message.originalContentUrl && local(message.originalContentUrl)}
      poster={message.previewImageUrl && local(message.previewImageUrl)}
      aria-label={t('video')}
      onEnded={() => {
        if (trackingId) void attempt(phone, () => api.watched(phone.id, trackingId));
      }}
    />
  );
}

const clock = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`;

/** A voice message: one button, how far it is, how long it takes. */
export function Audio({ message }: { message: Of<'audio'> }) {
  const sound = useRef<HTMLAudioElement>(null);
  const playing = useSignal(false);
  const at = useSignal(0);
  const length = (message.duration ?? 0) / 1000;
  return (
    <div class="bubble audio">
      <button
        type="button"
        class="audio-button"
        aria-label={t(playing.value ? 'pause' : 'playAudio', { length: clock(length) })}
        onClick={() => {
          if (playing.value) sound.current?.pause();
          else void sound.current?.play().catch(() => {});
        }}
      >
        <Icon name={playing.value ? 'pause' : 'play'} size={20} />
      </button>
      <span class="audio-line" aria-hidden="true">
        <i style={{ width: length > 0 ? `${Math.min(100, (at.value / length) * 100)}%` : 0 }} />
      </span>
      <span class="audio-time">{clock(playing.value || at.value > 0 ? at.value : length)}</span>
      {/* biome-ignore lint/a11y/useMediaCaption: the message brings no captions. */}
      <audio
        ref={sound}
        preload="none"
        src={message.originalContentUrl && local(message.originalContentUrl)}
        onPlay={() => {
          playing.value = true;
        }}
        onPause={() => {
          playing.value = false;
        }}
        onEnded={() => {
          at.value = 0;
        }}
        onTimeUpdate={(e) => {
          at.value = e.currentTarget.currentTime;
        }}
      />
    </div>
  );
}

export function Place({ message }: { message: Of<'location'> }) {
  const phone = usePhone();
  const { title, address, latitude, longitude } = message;
  const url = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
  return (
    <button
      type="button"
      class="place"
      aria-label={`${title ?? t('location')} ${address ?? ''} – ${t('openMap')}`}
      onClick={() => {
        phone.sheet.value = { kind: 'link', url };
      }}
    >
      <span class="place-map">
        <svg viewBox="0 0 240 110" aria-hidden="true" preserveAspectRatio="xMidYMid slice">
          <rect width="240" height="110" fill="#e8efe4" />
          <path
            d="M-5 78 90 40l160 34M60-5l38 120M168-5l-16 120"
            stroke="#fff"
            stroke-width="11"
            fill="none"
          />
          <path
            d="M-5 20 250 8M-5 108 90 84l160 30M205-5l12 120"
            stroke="#fff"
            stroke-width="5"
            fill="none"
          />
          <path d="M104 46l42 9 3 22-38-8Z" fill="#cfe3c4" />
          <path d="M168 84l44 8 2 26h-50Z" fill="#c9ddf0" />
        </svg>
        <Icon name="pin" size={40} />
      </span>
      <span class="place-text">
        <strong>{title ?? t('location')}</strong>
        {address && <span>{address}</span>}
      </span>
    </button>
  );
}

/** A file, or a coupon nobody knows any more: a card with a sign and two lines. */
export function Slip({ icon, title, text }: { icon: 'link' | 'check'; title: string; text: string }) {
  return (
    <div class="slip">
      <Icon name={icon} size={26} />
      <span>
        <strong>{title}</strong>
        <small>{text}</small>
      </span>
    </div>
  );
}
