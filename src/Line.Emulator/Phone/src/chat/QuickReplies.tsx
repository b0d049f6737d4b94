import { perform } from '../actions';
import { t } from '../i18n';
import { OFFICIAL, roomOf, usePhone } from '../phone';
import { each } from '../ui/each';
import { Icon, type IconName } from '../ui/icons';
import { openQuickReply } from './timeline';

export function QuickReplies() {
  const phone = usePhone();
  const open = openQuickReply(phone.items.value.filter((i) => roomOf(i) === OFFICIAL));
  if (!open) return null;
  return (
    <ul class="quick" aria-label={t('quickReplies')} key={open.id}>
      {each(open.quickReply.items, (item) => (
        <li>
          <button type="button" onClick={() => perform(phone, item.action)}>
            <Sign imageUrl={item.imageUrl} type={item.action.type} />
            {item.action.label}
          </button>
        </li>
      ))}
    </ul>
  );
}

const SIGNS: Record<string, IconName> = { camera: 'camera', cameraRoll: 'picture', location: 'pin' };

/** The message's own picture; without one, the app shows a sign for camera, camera roll and location. */
function Sign({ imageUrl, type }: { imageUrl: string | undefined; type: string }) {
  if (imageUrl) return <img src={imageUrl} alt="" />;
  const sign = SIGNS[type];
  return sign ? <Icon name={sign} size={18} /> : null;
}
