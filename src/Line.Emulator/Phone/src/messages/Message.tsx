import '../flex/flex.css';
import { Flex } from '../flex/Flex';
import { t } from '../i18n';
import type { Action, Message } from '../wire';
import { Coupon } from './Coupon';
import { Imagemap } from './Imagemap';
import { Audio, Picture, Place, Slip, Video } from './Media';
import { Sticker } from './Sticker';
import { TemplateMessage } from './Template';
import { partsOf, partsOfV2, TextBubble } from './Text';

type Act = (action: Action) => void;

export function MessageBody({ message, onAction }: { message: Message; onAction: Act }) {
  switch (message.type) {
    case 'text':
      return <TextBubble parts={partsOf(message.text, message.emojis, message.mention)} />;
    case 'textV2':
      return <TextBubble parts={partsOfV2(message.text, message.substitution)} />;
    case 'sticker':
      return <Sticker packageId={message.packageId} stickerId={message.stickerId} />;
    case 'image':
      return <Picture message={message} />;
    case 'video':
      return <Video message={message} />;
    case 'audio':
      return <Audio message={message} />;
    case 'location':
      return <Place message={message} />;
    case 'imagemap':
      return <Imagemap message={message} onAction={onAction} />;
    case 'template':
      return <TemplateMessage template={message.template} altText={message.altText} onAction={onAction} />;
    case 'flex':
      return <Flex contents={message.contents} altText={message.altText} onAction={onAction} />;
    case 'coupon':
      return <Coupon couponId={message.couponId} />;
    case 'file':
      return <Slip icon="link" title={message.fileName ?? t('file')} text={size(message.fileSize)} />;
    default:
      return <div class="bubble">{t('unknownMessage', { type: (message as { type: string }).type })}</div>;
  }
}

const size = (bytes = 0) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`);
