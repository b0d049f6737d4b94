import { each } from '../ui/each';
import '../flex/flex.css';
import { openUri } from '../actions';
import { local } from '../api';
import { linkify } from '../chat/linkify';
import { Flex } from '../flex/Flex';
import { t } from '../i18n';
import { sheet } from '../state';
import { Icon } from '../ui/icons';
import type { Action, Message } from '../wire';
import { Imagemap } from './Imagemap';
import { Sticker } from './Sticker';
import { TemplateMessage } from './Template';

type Act = (action: Action) => void;

export function MessageBody({ message, onAction }: { message: Message; onAction: Act }) {
  switch (message.type) {
    case 'text':
      return <TextBubble text={message.text} />;
    case 'textV2':
      return <TextBubble text={substituted(message.text, message.substitution)} />;
    case 'sticker':
      return <Sticker packageId={message.packageId} stickerId={message.stickerId} />;
    case 'image':
      return <Picture url={message.originalContentUrl} preview={message.previewImageUrl} />;
    case 'video':
      return (
        // biome-ignore lint/a11y/useMediaCaption: the message brings no captions, and LINE has no field for them.
        <video
          class="media"
          controls
          preload="none"
          playsInline
          src={message.originalContentUrl}
          poster={message.previewImageUrl}
          aria-label={t('video')}
        />
      );
    case 'audio':
      return (
        <div class="bubble audio">
          <Icon name="mic" />
          {/* biome-ignore lint/a11y/useMediaCaption: as above. */}
          <audio controls preload="none" src={message.originalContentUrl} aria-label={t('audio')} />
        </div>
      );
    case 'location':
      return <Place {...message} />;
    case 'imagemap':
      return <Imagemap message={message} onAction={onAction} />;
    case 'template':
      return <TemplateMessage template={message.template} altText={message.altText} onAction={onAction} />;
    case 'flex':
      return <Flex contents={message.contents} altText={message.altText} onAction={onAction} />;
    case 'coupon':
      return (
        <div class="bubble">
          {t('coupon')} {message.couponId}
        </div>
      );
    default:
      return <div class="bubble">{t('unknownMessage', { type: (message as { type: string }).type })}</div>;
  }
}

function TextBubble({ text }: { text: string }) {
  return (
    <div class="bubble">
      {each(linkify(text), (piece) =>
        piece.href ? (
          <a
            href={piece.href}
            rel="noreferrer"
            onClick={(e) => {
              e.preventDefault();
              void openUri(piece.href as string);
            }}
          >
            {piece.text}
          </a>
        ) : (
          piece.text
        ),
      )}
    </div>
  );
}

/** textV2: {key} stands for a mention or an emoji, doubled braces for themselves. */
export function substituted(
  text: string,
  values: Extract<Message, { type: 'textV2' }>['substitution'],
): string {
  return text.replace(/\{\{|\}\}|\{(\w{1,20})\}/g, (whole, key: string | undefined) => {
    if (!key) return whole[0] ?? '';
    const value = values?.[key];
    if (!value) return whole;
    return value.type === 'mention' ? `@${value.mentionee?.type === 'all' ? 'All' : key}` : '🙂';
  });
}

function Picture({ url, preview }: { url: string | undefined; preview: string | undefined }) {
  const shown = preview ?? url;
  if (!shown)
    return (
      <div class="media no-picture" role="img" aria-label={t('picture')}>
        <Icon name="picture" size={56} />
      </div>
    );
  return (
    <button
      type="button"
      class="media"
      aria-label={t('picture')}
      onClick={() => {
        sheet.value = { kind: 'picture', url: local(url ?? shown) };
      }}
    >
      <img src={local(shown)} alt="" />
    </button>
  );
}

function Place({
  title,
  address,
  latitude,
  longitude,
}: {
  title?: string;
  address?: string;
  latitude: number;
  longitude: number;
}) {
  const url = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
  return (
    <button
      type="button"
      class="place"
      aria-label={`${title ?? t('location')} ${address ?? ''} – ${t('openMap')}`}
      onClick={() => {
        sheet.value = { kind: 'link', url };
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
