import { api } from './api';
import { t } from './i18n';
import { openLiff } from './liff/bridge';
import { attempt } from './session';
import { bar, draft, me, menuOpen, richMenu, say, sheet } from './state';
import type { Action, Message } from './wire';

export type Plan =
  | { do: 'server'; action: Action }
  | { do: 'pick'; action: Action }
  | { do: 'copy'; text: string }
  | { do: 'dial'; number: string }
  | { do: 'open'; uri: string }
  | { do: 'sample'; kind: 'image' | 'location' }
  | { do: 'nothing' };

/** What a phone does with an action before, or instead of, telling the platform. */
export function plan(action: Action): Plan {
  switch (action.type) {
    case 'message':
      return action.text ? { do: 'server', action } : { do: 'nothing' };
    case 'postback':
    case 'richmenuswitch':
      return { do: 'server', action };
    case 'datetimepicker':
      return { do: 'pick', action };
    case 'clipboard':
      return { do: 'copy', text: action.clipboardText ?? '' };
    case 'uri': {
      const uri = action.uri ?? action.altUri?.desktop ?? '';
      return /^tel:/i.test(uri)
        ? { do: 'dial', number: decodeURIComponent(uri.slice(4)) }
        : { do: 'open', uri };
    }
    case 'camera':
    case 'cameraRoll':
      return { do: 'sample', kind: 'image' };
    case 'location':
      return { do: 'sample', kind: 'location' };
    default:
      return { do: 'nothing' };
  }
}

export async function perform(action: Action): Promise<void> {
  const id = me.value?.userId;
  if (!id) return;
  const todo = plan(action);
  switch (todo.do) {
    case 'server':
      inputOption(action);
      await attempt(() => api.act(id, action));
      return;
    case 'pick':
      sheet.value = { kind: 'date', action };
      return;
    case 'copy':
      await copy(todo.text);
      return;
    case 'dial':
      say(t('calling', { number: todo.number }));
      return;
    case 'open':
      await openUri(todo.uri);
      return;
    case 'sample':
      await send(todo.kind === 'image' ? { type: 'image' } : sampleLocation());
  }
}

/** A postback may also open or close what is below the chat, and put words into the input. */
function inputOption(action: Action) {
  if (action.type !== 'postback' || !action.inputOption) return;
  if (action.inputOption === 'closeRichMenu') menuOpen.value = false;
  else if (action.inputOption === 'openRichMenu' && richMenu.value) {
    bar.value = 'menu';
    menuOpen.value = true;
  } else if (action.inputOption === 'openKeyboard') {
    bar.value = 'keyboard';
    draft.value = action.fillInText ?? '';
  }
}

export async function openUri(uri: string) {
  const id = me.value?.userId;
  if (!id) return;
  if (/^tel:/i.test(uri)) return say(t('calling', { number: uri.slice(4) }));
  if (!/^(https?:|mailto:)/i.test(uri)) return say(t('badLink', { uri }));
  const answer = await attempt(() => api.act(id, { type: 'uri', uri }));
  if (!answer?.open) return;
  if (answer.open.liff) await openLiff(answer.open.url, answer.open.liff.view ?? 'full');
  else sheet.value = { kind: 'link', url: answer.open.url };
}

export async function pickDate(action: Action, value: string) {
  const id = me.value?.userId;
  sheet.value = null;
  if (id && value)
    await attempt(() => api.act(id, { ...action, params: { [action.mode ?? 'date']: value } }));
}

export async function copy(text: string) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without the permission (plain http on another host) the old way still works.
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  say(t('copied'));
}

export async function send(message: Message): Promise<boolean> {
  const id = me.value?.userId;
  if (!id) return false;
  const sent = await attempt(async () => {
    await api.send(id, message);
    return true;
  });
  return sent ?? false;
}

export const sampleLocation = (): Message => ({
  type: 'location',
  title: '台北車站',
  address: '100 台北市中正區北平西路 3 號',
  latitude: 25.04776,
  longitude: 121.51706,
});

export const sampleStickers: Message[] = [
  ['446', '1988'],
  ['446', '1989'],
  ['446', '1993'],
  ['789', '10855'],
  ['789', '10863'],
  ['789', '10885'],
].map(([packageId = '', stickerId = '']) => ({ type: 'sticker', packageId, stickerId }));
