import { screen, waitFor, within } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { setLang } from '../src/i18n';
import { start } from '../src/session';
import { wireOpen } from '../src/state';
import type { Message, Person } from '../src/wire';
import { newPlatform, openPhones, seriousProblems, tidyUp } from './support/open';
import type { Platform } from './support/platform';

let platform: Platform;
let friend: Person;

beforeEach(async () => {
  await page.viewport(1440, 900);
  platform = newPlatform();
  friend = platform.knows('2', '林志豪');
});
afterEach(async () => {
  tidyUp();
  await page.viewport(390, 844);
});

const text = (t: string): Message => ({ type: 'text', text: t });
const phoneOf = (person: Person) => screen.getByRole('region', { name: `${person.displayName} 的手機` });
const inPhone = (person: Person) => within(phoneOf(person));

const addresses = () => new URLSearchParams(location.search).getAll('user');

test('several people stand side by side, and each hears only what concerns them', async () => {
  await openPhones(platform.person, friend);
  platform.says(text('給怡君'));
  platform.says(text('給志豪'), 'bot', friend);
  await inPhone(friend).findByText('給志豪');
  inPhone(platform.person).getByText('給怡君');
  expect(inPhone(friend).queryByText('給怡君')).toBeNull();
  const [left, right] = [phoneOf(platform.person), phoneOf(friend)].map((p) => p.getBoundingClientRect());
  expect(right?.left).toBeGreaterThanOrEqual(left?.right ?? 0);
});

test('a phone is added beside the others and put away again, and the address keeps up', async () => {
  await openPhones(platform.person);
  await userEvent.click(await screen.findByRole('button', { name: '在旁邊開啟 林志豪 的手機' }));
  await waitFor(() => expect(addresses()).toEqual([platform.person.userId, friend.userId]));
  await userEvent.click(screen.getByRole('button', { name: '收起 陳怡君 的手機' }));
  await waitFor(() => expect(addresses()).toEqual([friend.userId]));
  expect(screen.queryByRole('button', { name: /^收起/ })).toBeNull();
});

test('choosing somebody turns the phone in hand into theirs, and finds the phone they already have', async () => {
  const third = platform.knows('3', '吳雅婷');
  await openPhones(platform.person, friend);
  inPhone(friend).getByRole('textbox').focus();
  await userEvent.click(await screen.findByRole('button', { name: /^.?吳雅婷/ }));
  await waitFor(() => expect(addresses()).toEqual([platform.person.userId, third.userId]));
  await userEvent.click(screen.getByRole('button', { name: /^.?陳怡君/ }));
  expect(addresses()).toEqual([platform.person.userId, third.userId]);
  expect(document.querySelector('.is-held')?.textContent).toContain('陳怡君');
});

test('an unknown person in the address is left out, and unknown people only lead to the last ones', async () => {
  await openPhones(platform.person, { ...friend, userId: `U${'9'.repeat(32)}` });
  expect(addresses()).toEqual([platform.person.userId]);
});

test('a friend’s message has a room of its own: banner, badge, and gone when it is read', async () => {
  await openPhones(platform.person, friend);
  platform.says(text('這張優惠券送你'), 'friend', friend, { friend: platform.person });
  const banner = await inPhone(friend).findByRole('button', { name: /陳怡君.*這張優惠券送你/s });
  expect(inPhone(friend).getByRole('log').textContent).not.toContain('這張優惠券送你');
  inPhone(friend).getByRole('button', { name: '返回聊天列表，其他聊天有 1 則未讀訊息' });
  await screen.findByRole('img', { name: '1 則未讀訊息' });
  await userEvent.click(banner);
  const log = await inPhone(friend).findByRole('log', { name: '與 陳怡君 的聊天室' });
  expect(log.textContent).toContain('這張優惠券送你');
  await waitFor(() => expect(screen.queryByRole('img', { name: '1 則未讀訊息' })).toBeNull());
});

test('in a friend’s room words go to the friend and not to the account', async () => {
  platform.says(text('嗨'), 'friend', platform.person, { friend });
  await openPhones(platform.person);
  await userEvent.click(screen.getByRole('button', { name: '返回聊天列表，其他聊天有 1 則未讀訊息' }));
  await userEvent.click(screen.getByRole('button', { name: /林志豪.*嗨/s }));
  await userEvent.type(screen.getByRole('textbox', { name: '輸入訊息' }), '收到{Enter}');
  expect(platform.posted('/share')).toEqual({
    to: [friend.userId],
    messages: [{ type: 'text', text: '收到' }],
  });
  expect(platform.posted('/messages')).toBeUndefined();
});

test('a message while the list of chats is open counts as unread, and reading it makes it read', async () => {
  await openPhones(platform.person);
  await userEvent.click(screen.getByRole('button', { name: '返回聊天列表' }));
  platform.says(text('一'));
  platform.says(text('二'));
  const chats = within(screen.getByRole('region', { name: '聊天' }));
  await chats.findByRole('img', { name: '2 則未讀訊息' });
  await userEvent.click(chats.getByRole('button', { name: /小路咖啡/ }));
  await screen.findByText('二');
  await userEvent.click(screen.getByRole('button', { name: '返回聊天列表' }));
  expect(
    within(screen.getByRole('region', { name: '聊天' })).queryByRole('img', { name: /未讀/ }),
  ).toBeNull();
});

test('on a narrow screen the phones are tabs with their unread counts', async () => {
  await page.viewport(390, 844);
  await openPhones(platform.person, friend);
  const tabs = within(screen.getByRole('navigation', { name: '手機' }));
  platform.says(text('嗨'), 'friend', friend, { friend: platform.person });
  await userEvent.click(await tabs.findByRole('button', { name: /林志豪.*1 則未讀訊息/s }));
  await waitFor(() => expect(Math.round(phoneOf(friend).getBoundingClientRect().left)).toBe(0));
  expect(phoneOf(friend).getBoundingClientRect().width).toBe(390);
  await userEvent.click(tabs.getByRole('button', { name: /陳怡君/ }));
  await waitFor(() => expect(Math.round(phoneOf(platform.person).getBoundingClientRect().left)).toBe(0));
});

test('the drawer shows a call with LINE’s complaints, and the event with the bot’s verdict', async () => {
  const at = platform.clock.now;
  const common = { at, users: [platform.person.userId], error: null, milliseconds: 12 };
  platform.exchanges = [
    {
      ...common,
      seq: 1,
      kind: 'webhook',
      method: 'POST',
      path: 'http://localhost/hook',
      request: { events: [{ type: 'message', message: { id: '1001' } }] },
      status: 500,
      response: null,
      error: 'error_status_code',
    },
    {
      ...common,
      seq: 2,
      kind: 'api',
      method: 'POST',
      path: '/v2/bot/message/push',
      request: { messages: [{ type: 'text', text: '' }] },
      status: 400,
      response: {
        message: 'The request body has 1 error(s)',
        details: [{ message: 'May not be empty', property: 'messages[0].text' }],
      },
      requestId: 'r-1',
    },
  ];
  await openPhones(platform.person);
  await userEvent.click(screen.getByRole('button', { name: '線路' }));
  const [push, hook] = [...(await screen.findAllByRole('group'))].filter((g) => g.tagName === 'DETAILS');
  expect(push?.querySelector('.verdict')?.textContent).toBe('messages[0].text May not be empty');
  expect(push?.textContent).toContain('400');
  expect(hook?.textContent).toContain('error_status_code');
  expect(hook?.querySelector('summary code')?.textContent).toBe('message');
  // The line of the chat leads to the exchange that told about it.
  const sent = platform.says(text('點數'), 'user');
  expect(sent.messageId).toBe('1001');
  await userEvent.click(await screen.findByRole('button', { name: '查看這則訊息的 JSON' }));
  await waitFor(() => expect(document.querySelector('.wire-message details')?.textContent).toContain('500'));
});

test('one’s own message can be taken back, the account’s cannot', async () => {
  await openPhones(platform.person);
  const mine = platform.says(text('打錯了'), 'user');
  platform.says(text('您好'));
  await screen.findByText('您好');
  const [first, second] = screen.getAllByRole('button', { name: '訊息選項' });
  await userEvent.click(second as HTMLElement);
  expect(screen.queryByRole('button', { name: '收回' })).toBeNull();
  await userEvent.keyboard('{Escape}');
  await userEvent.click(first as HTMLElement);
  await userEvent.click(screen.getByRole('button', { name: '收回' }));
  await waitFor(() => expect(platform.calls.at(-1)?.path).toMatch(/\/messages\/1001\/unsend$/));
  const { message: _, ...rest } = mine;
  platform.tell('item', { ...rest, unsent: true });
  await screen.findByText(/你已收回訊息/);
});

test.each(['zh-TW', 'en'] as const)(
  'two phones, rooms and the drawer have no serious accessibility problem (%s)',
  async (language) => {
    setLang(language);
    platform.says(text('嗨'), 'friend', friend, { friend: platform.person });
    await openPhones(platform.person, friend);
    wireOpen.value = true;
    expect(await seriousProblems()).toEqual([]);
    await userEvent.click(
      screen.getAllByRole('button', {
        name: language === 'en' ? /^Back to chats/ : /^返回聊天列表/,
      })[1] as HTMLElement,
    );
    await userEvent.click(
      screen.getAllByRole('button', { name: language === 'en' ? 'Menu' : '選單' })[1] as HTMLElement,
    );
    expect(await seriousProblems()).toEqual([]);
  },
);

test('the address chooses among several official accounts', async () => {
  history.replaceState(null, '', `${location.pathname}?channel=1656000011`);
  const asked: string[] = [];
  const fetch = window.fetch;
  window.fetch = (input, init) => {
    asked.push(String(input));
    return fetch(input, init);
  };
  await start();
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((url) => !url.includes('channel=1656000011'))).toEqual([]);
  expect(new URLSearchParams(location.search).get('channel')).toBe('1656000011');
});
