import { useSignal } from '@preact/signals';
import { local } from '../api';
import { t } from '../i18n';
import { each } from '../ui/each';
import type { Action, ImagemapAction, ImagemapArea, ImagemapVideo, Message } from '../wire';

export function asAction(area: ImagemapAction): Action {
  if (area.type === 'uri') return { type: 'uri', uri: area.linkUri ?? '' };
  if (area.type === 'clipboard') return { type: 'clipboard', clipboardText: area.clipboardText ?? '' };
  return { type: 'message', text: area.text ?? '' };
}

type Act = (action: Action) => void;

export function Imagemap({
  message,
  onAction,
}: {
  message: Extract<Message, { type: 'imagemap' }>;
  onAction: Act;
}) {
  const { width, height } = message.baseSize;
  const percent = (part: number, whole: number) => `${(part / whole) * 100}%`;
  const at = (area: ImagemapArea) => ({
    left: percent(area.x, width),
    top: percent(area.y, height),
    width: percent(area.width, width),
    height: percent(area.height, height),
  });
  return (
    <div class="imagemap" style={{ aspectRatio: `${width} / ${height}` }}>
      <img src={local(`${message.baseUrl}/${bestWidth()}`)} alt={message.altText} />
      {message.video && (
        <AreaVideo video={message.video} style={at(message.video.area)} onAction={onAction} />
      )}
      {each(message.actions, (a) => (
        <button
          type="button"
          class="area"
          aria-label={a.label ?? a.text ?? a.linkUri ?? t('imagemapArea')}
          style={at(a.area)}
          onClick={() => onAction(asAction(a))}
        />
      ))}
    </div>
  );
}

/** LINE asks for the smallest of its five widths that fills the screen's pixels. */
function bestWidth(): number {
  const wanted = 300 * window.devicePixelRatio;
  return [240, 300, 460, 700, 1040].find((w) => w >= wanted) ?? 1040;
}

/** Plays over its area; when it ends, the link it may bring takes its place. */
function AreaVideo({
  video,
  style,
  onAction,
}: {
  video: ImagemapVideo;
  style: Record<string, string>;
  onAction: Act;
}) {
  const ended = useSignal(false);
  const link = video.externalLink;
  return (
    <div class="imagemap-video" style={style}>
      {/* biome-ignore lint/a11y/useMediaCaption: the message brings no captions, and LINE has no field for them. */}
      <video
        controls
        preload="none"
        playsInline
        src={local(video.originalContentUrl)}
        poster={local(video.previewImageUrl)}
        aria-label={t('video')}
        onPlay={() => {
          ended.value = false;
        }}
        onEnded={() => {
          ended.value = true;
        }}
      />
      {ended.value && link && (
        <button type="button" onClick={() => onAction({ type: 'uri', uri: link.linkUri })}>
          {link.label}
        </button>
      )}
    </div>
  );
}
