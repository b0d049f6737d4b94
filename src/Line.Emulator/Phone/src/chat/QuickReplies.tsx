import { perform } from '../actions';
import { t } from '../i18n';
import { items } from '../state';
import { each } from '../ui/each';
import { openQuickReply } from './timeline';

export function QuickReplies() {
  const open = openQuickReply(items.value);
  if (!open) return null;
  return (
    <ul class="quick" aria-label={t('quickReplies')} key={open.id}>
      {each(open.quickReply.items, (item) => (
        <li>
          <button type="button" onClick={() => perform(item.action)}>
            {item.imageUrl && <img src={item.imageUrl} alt="" />}
            {item.action.label}
          </button>
        </li>
      ))}
    </ul>
  );
}
