import { expect, test } from 'vitest';
import { plan } from '../src/actions';
import { answer, type BridgeHost } from '../src/liff/bridge';
import { asAction } from '../src/messages/Imagemap';
import { partsOf, partsOfV2 } from '../src/messages/Text';
import { isUnread } from '../src/people/seen';
import type { Action } from '../src/wire';

test.each<[Action, string]>([
  [{ type: 'message', text: '點數' }, 'server'],
  [{ type: 'message' }, 'nothing'],
  [{ type: 'postback', data: 'a=1' }, 'server'],
  [{ type: 'richmenuswitch', richMenuAliasId: 'b', data: 'x' }, 'server'],
  [{ type: 'datetimepicker', data: 'd', mode: 'date' }, 'pick'],
  [{ type: 'clipboard', clipboardText: 'CODE' }, 'copy'],
  [{ type: 'uri', uri: 'https://example.com' }, 'open'],
  [{ type: 'uri', uri: 'tel:0223456789' }, 'dial'],
  [{ type: 'camera' }, 'photo'],
  [{ type: 'cameraRoll' }, 'photo'],
  [{ type: 'location' }, 'place'],
  [{ type: 'somethingNew' }, 'nothing'],
])('%o is for: %s', (action, expected) => {
  expect(plan(action).do).toBe(expected);
});

test('an imagemap area becomes the action it stands for', () => {
  const area = { x: 0, y: 0, width: 1, height: 1 };
  expect(asAction({ type: 'uri', linkUri: 'https://a.tw', area })).toEqual({
    type: 'uri',
    uri: 'https://a.tw',
  });
  expect(asAction({ type: 'message', text: '好', area })).toEqual({ type: 'message', text: '好' });
});

test('textV2 puts in mentions and keeps doubled braces as single ones', () => {
  const substitution = {
    user: { type: 'mention', mentionee: { type: 'user', userId: 'U1' } },
    stranger: { type: 'mention', mentionee: { type: 'user', userId: 'U2' } },
    all: { type: 'mention', mentionee: { type: 'all' } },
    smile: { type: 'emoji', productId: 'p', emojiId: '7' },
  };
  const nameOf = (id: string) => (id === 'U1' ? '怡君' : undefined);
  expect(partsOfV2('{{x}} {user}{stranger} {all}{smile}{other}', substitution, nameOf)).toEqual([
    { kind: 'words', text: '{x} ' },
    { kind: 'mention', name: '@怡君' },
    { kind: 'mention', name: '@stranger' },
    { kind: 'words', text: ' ' },
    { kind: 'mention', name: '@All' },
    { kind: 'emoji', id: 'p/7' },
    { kind: 'words', text: '{other}' },
  ]);
});

test('emoji and mentions of a text stand where their UTF-16 index says, and a wrong index is left out', () => {
  const emojis = [
    { index: 3, productId: 'p', emojiId: '1' },
    { index: 99, productId: 'p', emojiId: '2' },
  ];
  const mention = { mentionees: [{ index: 5, length: 3, type: 'user' }] };
  expect(partsOf('😀a$ @怡君 hi', emojis, mention)).toEqual([
    { kind: 'words', text: '😀a' },
    { kind: 'emoji', id: 'p/1' },
    { kind: 'words', text: ' ' },
    { kind: 'mention', name: '@怡君' },
    { kind: 'words', text: ' hi' },
  ]);
});

test('a person is unread when something came after what this browser has shown', () => {
  const person = {
    userId: 'U1',
    displayName: 'A',
    friend: true,
    blocked: false,
    lastMessageAt: '2026-11-22T02:00:00Z',
  };
  expect(isUnread(person, {})).toBe(true);
  expect(isUnread(person, { U1: '2026-11-22T02:00:00.000Z' })).toBe(false);
  expect(isUnread({ ...person, lastMessageAt: null }, {})).toBe(false);
});

const host = (log: string[]): BridgeHost => ({
  close: () => void log.push('close'),
  send: async (messages) => void log.push(`send ${messages.length}`),
  openWindow: async (url, external) => void log.push(`open ${url} ${external}`),
  scan: async () => 'ABC',
  share: async (messages, multiple) => messages[0]?.type === 'text' && multiple,
  title: (text, canGoBack) => void log.push(`title ${text} ${canGoBack}`),
});

test('a LIFF page may close, send, open, scan and name itself', async () => {
  const log: string[] = [];
  await answer({ liff: 'closeWindow' }, host(log));
  await answer({ liff: 'sendMessages', messages: [{ type: 'text', text: 'hi' }] }, host(log));
  await answer({ liff: 'openWindow', url: 'https://a.tw', external: true }, host(log));
  await answer({ liff: 'title', title: '會員卡' }, host(log));
  expect(log).toEqual(['close', 'send 1', 'open https://a.tw true', 'title 會員卡 false']);
  expect(await answer({ liff: 'scanCode' }, host(log))).toEqual({ value: 'ABC' });
});

test('sharing answers success, or nothing when nobody was chosen', async () => {
  const messages = [{ type: 'text' as const, text: 'join me' }];
  expect(await answer({ liff: 'shareTargetPicker', messages }, host([]))).toEqual({ status: 'success' });
  const single = { liff: 'shareTargetPicker', messages, options: { isMultiple: false } };
  expect(await answer(single, host([]))).toBeUndefined();
});

test.each([
  [{ liff: 'sendMessages', messages: [] }, 'INVALID_ARGUMENT'],
  [{ liff: 'openWindow', url: 'javascript:alert(1)' }, 'INVALID_ARGUMENT'],
  [{ liff: 'shareTargetPicker', messages: [] }, 'INVALID_ARGUMENT'],
  [{ liff: 'purchase' }, 'FORBIDDEN'],
])('%o is refused with %s', async (call, code) => {
  await expect(answer(call, host([]))).rejects.toMatchObject({ code });
});
