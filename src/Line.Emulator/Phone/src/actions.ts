import { api } from './api';
import { t } from './i18n';
import { openLiff } from './liff/bridge';
import { OFFICIAL, type Phone } from './phone';
import { attempt } from './session';
import type { Action, Message } from './wire';

export type Plan =
  | { do: 'server'; action: Action }
  | { do: 'pick'; action: Action }
  | { do: 'copy'; text: string }
  | { do: 'dial'; number: string }
  | { do: 'open'; uri: string }
  | { do: 'photo'; camera: boolean }
  | { do: 'place' }
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
      return { do: 'photo', camera: true };
    case 'cameraRoll':
      return { do: 'photo', camera: false };
    case 'location':
      return { do: 'place' };
    default:
      return { do: 'nothing' };
  }
}

export async function perform(phone: Phone, action: Action): Promise<void> {
  const todo = plan(action);
  switch (todo.do) {
    case 'server':
      inputOption(phone, action);
      await attempt(phone, () => api.act(phone.id, action));
      return;
    case 'pick':
      phone.sheet.value = { kind: 'date', action };
      return;
    case 'copy':
      await copy(phone, todo.text);
      return;
    case 'dial':
      phone.say(t('calling', { number: todo.number }));
      return;
    case 'open':
      await openUri(phone, todo.uri);
      return;
    case 'photo':
      phone.sheet.value = { kind: 'photo', camera: todo.camera };
      return;
    case 'place':
      phone.sheet.value = { kind: 'place' };
  }
}

/** A postback may also open or close what is below the chat, and put words into the input. */
function inputOption(phone: Phone, action: Action) {
  if (action.type !== 'postback' || !action.inputOption) return;
  if (action.inputOption === 'closeRichMenu') phone.menuOpen.value = false;
  else if (action.inputOption === 'openRichMenu' && phone.richMenu.value) {
    phone.bar.value = 'menu';
    phone.menuOpen.value = true;
  } else if (action.inputOption === 'openKeyboard') {
    phone.bar.value = 'keyboard';
    phone.draft.value = action.fillInText ?? '';
  } else if (action.inputOption === 'openVoice') phone.say(t('voiceInput'));
}

export async function openUri(phone: Phone, uri: string) {
  if (/^tel:/i.test(uri)) return phone.say(t('calling', { number: uri.slice(4) }));
  if (!/^(https?:|mailto:|line:)/i.test(uri)) return phone.say(t('badLink', { uri }));
  const answer = await attempt(phone, () => api.act(phone.id, { type: 'uri', uri }));
  if (!answer?.open) return;
  if (answer.open.liff) await openLiff(phone, answer.open.url, answer.open.liff.view ?? 'full');
  else if (/^line:/i.test(uri)) phone.say(t('badLink', { uri }));
  else phone.sheet.value = { kind: 'link', url: answer.open.url };
}

export async function pickDate(phone: Phone, action: Action, value: string) {
  phone.sheet.value = null;
  if (value)
    await attempt(phone, () => api.act(phone.id, { ...action, params: { [action.mode ?? 'date']: value } }));
}

export async function copy(phone: Phone | null, text: string) {
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
  phone?.say(t('copied'));
}

/** Sends to the room on the screen: to the account over the platform, to a friend past it. */
export async function send(phone: Phone, message: Message | Photo): Promise<boolean> {
  const room = phone.room.value ?? OFFICIAL;
  const sent = await attempt(phone, async () => {
    if (room === OFFICIAL) await api.send(phone.id, message);
    else await api.share(phone.id, [room], [message as Message]);
    return true;
  });
  return sent ?? false;
}

/** A person's picture travels as its bytes; the platform keeps it and gives it an address. */
export type Photo = { type: 'image'; dataUrl?: string };

export const places: Extract<Message, { type: 'location' }>[] = [
  {
    type: 'location',
    title: '台北車站',
    address: '100 台北市中正區北平西路 3 號',
    latitude: 25.04776,
    longitude: 121.51706,
  },
  {
    type: 'location',
    title: '台中國家歌劇院',
    address: '407 台中市西屯區惠來路二段 101 號',
    latitude: 24.16274,
    longitude: 120.64027,
  },
  {
    type: 'location',
    title: '駁二藝術特區',
    address: '803 高雄市鹽埕區大勇路 1 號',
    latitude: 22.62038,
    longitude: 120.28158,
  },
];

export const sampleStickers: Extract<Message, { type: 'sticker' }>[] = [
  ['446', '1988'],
  ['446', '1989'],
  ['446', '1993'],
  ['789', '10855'],
  ['789', '10863'],
  ['789', '10885'],
].map(([packageId = '', stickerId = '']) => ({ type: 'sticker', packageId, stickerId }));
