import { t } from '../i18n';
import { each } from '../ui/each';
import type { Action, ImagemapAction, Message } from '../wire';

export function asAction(area: ImagemapAction): Action {
  if (area.type === 'uri') return { type: 'uri', uri: area.linkUri ?? '' };
  if (area.type === 'clipboard') return { type: 'clipboard', clipboardText: area.clipboardText ?? '' };
  return { type: 'message', text: area.text ?? '' };
}

export function Imagemap({
  message,
  onAction,
}: {
  message: Extract<Message, { type: 'imagemap' }>;
  onAction: (action: Action) => void;
}) {
  const { width, height } = message.baseSize;
  const percent = (part: number, whole: number) => `${(part / whole) * 100}%`;
  return (
    <div class="imagemap" style={{ aspectRatio: `${width} / ${height}` }}>
      <img src={`${message.baseUrl}/700`} alt={message.altText} />
      {each(message.actions, (a) => (
        <button
          type="button"
          class="area"
          aria-label={a.label ?? a.text ?? a.linkUri ?? t('imagemapArea')}
          style={{
            left: percent(a.area.x, width),
            top: percent(a.area.y, height),
            width: percent(a.area.width, width),
            height: percent(a.area.height, height),
          }}
          onClick={() => onAction(asAction(a))}
        />
      ))}
    </div>
  );
}
