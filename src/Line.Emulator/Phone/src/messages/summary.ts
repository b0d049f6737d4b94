import { t } from '../i18n';
import type { Message } from '../wire';
import { partsOfV2 } from './Text';

/** A message in one line, as a notification or a list shows it. */
export function summary(message: Message): string {
  switch (message.type) {
    case 'textV2':
      return partsOfV2(message.text, message.substitution)
        .map((p) => (p.kind === 'words' ? p.text : p.kind === 'mention' ? p.name : '🙂'))
        .join('');
    case 'text':
      return message.text;
    case 'flex':
    case 'template':
    case 'imagemap':
      return message.altText;
    case 'sticker':
      return t('sticker');
    case 'image':
      return t('picture');
    case 'video':
      return t('video');
    case 'audio':
      return t('audio');
    case 'coupon':
      return t('coupon');
    case 'location':
      return message.title ?? t('location');
    default:
      return t('newMessage');
  }
}
