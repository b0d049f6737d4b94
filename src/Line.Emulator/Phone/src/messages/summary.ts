import { t } from '../i18n';
import type { Message } from '../wire';

/** A message in one line, as a notification or a list shows it. */
export function summary(message: Message): string {
  if ('altText' in message) return message.altText;
  if ('text' in message) return message.text;
  if (message.type === 'sticker') return t('sticker');
  if (message.type === 'image') return t('picture');
  if (message.type === 'location') return message.title ?? t('location');
  return t('newMessage');
}
