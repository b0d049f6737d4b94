import { cleanup, render, screen, waitFor } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { App } from '../src/app';
import { setLang } from '../src/i18n';
import { start } from '../src/session';
import type { RichMenu } from '../src/wire';
import { Platform } from './support/platform';
import '../src/styles/page.css';
import '../src/styles/chat.css';
import '../src/styles/overlays.css';

let platform: Platform;
beforeEach(() => {
  platform = new Platform();
  platform.install();
  history.replaceState(null, '', location.pathname);
});
afterEach(() => {
  cleanup();
  setLang('zh-TW');
});

async function open() {
  document.body.style.height = '844px';
  render(<App />);
  await start();
}
async function befriend() {
  platform.person.friend = true;
  await open();
}
const button = (name: string | RegExp) => screen.getByRole('button', { name });
const noButton = (name: string) => expect(screen.queryByRole('button', { name })).toBeNull();
const text = (t: string) => ({ type: 'text' as const, text: t });

const menu = (id: string, chatBarText: string, selected = true): RichMenu => ({
  richMenuId: id,
  chatBarText,
  selected,
  size: { width: 1200, height: 400 },
  imageUrl: 'data:,',
  areas: [
    {
      bounds: { x: 0, y: 0, width: 600, height: 400 },
      action: { type: 'message', label: '點數', text: '點數' },
    },
    {
      bounds: { x: 600, y: 0, width: 600, height: 400 },
      action: { type: 'uri', label: '會員卡', uri: 'https://liff.line.me/1656000002-Aa1Bb2Cc/card' },
    },
  ],
});

test('a newcomer is made, sees the account, adds it and is in the chat', async () => {
  await open();
  expect(platform.posted('/users')).toEqual({});
  expect(location.search).toBe(`?user=${platform.person.userId}`);
  await userEvent.click(button('加入好友'));
  expect(platform.posted('/follow')).toEqual({});
  platform.tell('user', { ...platform.person, friend: true });
  platform.says(text('歡迎'));
  await screen.findByText('歡迎');
  noButton('加入好友');
});

test('the person in use is listed even before their first message', async () => {
  platform.listed = [{ ...platform.person, userId: `U${'2'.repeat(32)}`, displayName: '林志豪' }];
  await open();
  await userEvent.click(button('選單'));
  await userEvent.click(button('顧客'));
  const names = () => [...document.querySelectorAll('.sheet .person-name')].map((n) => n.textContent);
  await waitFor(() => expect(names()).toEqual(['陳怡君', '林志豪']));
});

test('who blocks the account sees its profile, and nothing to write with', async () => {
  await befriend();
  await userEvent.click(button('選單'));
  await userEvent.click(button('封鎖'));
  expect(platform.posted('/unfollow')).toEqual({});
  platform.tell('user', { ...platform.person, friend: false, blocked: true });
  await userEvent.click(await screen.findByRole('button', { name: '先看看聊天室' }));
  expect(screen.queryByRole('textbox', { name: '輸入訊息' })).toBeNull();
  await userEvent.click(button('解除封鎖'));
  expect(platform.posted('/follow')).toEqual({});
});

test('words are sent once, and stay in the input when the platform refuses them', async () => {
  await befriend();
  const input = screen.getByRole<HTMLTextAreaElement>('textbox', { name: '輸入訊息' });
  await userEvent.type(input, '  你好{Enter}');
  expect(platform.posted('/messages')).toEqual({ type: 'text', text: '你好' });
  expect(input.value).toBe('');
  platform.refuse = { path: /messages/, status: 409, title: '不行' };
  await userEvent.type(input, '再一次{Enter}');
  await screen.findByText('沒有成功：不行');
  expect(input.value).toBe('再一次');
});

test('quick replies end when one is used', async () => {
  await befriend();
  const items = [{ action: { type: 'message', label: '優惠券', text: '優惠券' } }];
  platform.says({ ...text('還需要什麼？'), quickReply: { items } });
  await userEvent.click(await screen.findByRole('button', { name: '優惠券' }));
  expect(platform.posted('/actions')).toEqual({ type: 'message', label: '優惠券', text: '優惠券' });
  platform.says(text('優惠券'), 'user');
  await waitFor(() => noButton('優惠券'));
});

test('a linked rich menu appears at once, its areas act, and it gives way to the keyboard', async () => {
  await befriend();
  platform.tell('richmenu', menu('a', '加入會員'));
  await screen.findByRole('button', { name: '加入會員 – 收合選單' });
  await userEvent.click(button('點數'));
  expect(platform.posted('/actions')).toMatchObject({ text: '點數' });
  platform.tell('richmenu', menu('b', '會員選單'));
  await screen.findByRole('button', { name: '會員選單 – 收合選單' });
  await userEvent.click(button('切換為鍵盤輸入'));
  screen.getByRole('textbox', { name: '輸入訊息' });
  platform.tell('richmenu', null);
  await waitFor(() => noButton('切換為圖文選單'));
});

test('a LIFF address opens inside the phone; what arrives meanwhile announces itself', async () => {
  platform.richMenu = menu('a', '會員選單');
  await befriend();
  await userEvent.click(button('會員卡'));
  const page = await screen.findByTitle('小路咖啡');
  expect(page.getAttribute('allow')).toBe('camera; clipboard-write; fullscreen; screen-wake-lock');
  platform.says(text('生日快樂'));
  const banner = await screen.findByRole('button', { name: /小路咖啡.*生日快樂/s });
  await userEvent.click(banner);
  expect(screen.queryByTitle('小路咖啡')).toBeNull();
  expect(platform.posted('/liff/close')).toEqual({ accessToken: 't' });
});

test('other addresses ask before they leave', async () => {
  await befriend();
  platform.says(text('看 https://example.com/menu 。'));
  await userEvent.click(await screen.findByRole('link', { name: 'https://example.com/menu' }));
  const go = await screen.findByRole('link', { name: '開啟' });
  expect(go.getAttribute('href')).toBe('https://example.com/menu');
  expect(go.getAttribute('target')).toBe('_blank');
});

test('a date picked in the sheet is sent in the form LINE uses', async () => {
  await befriend();
  const action = {
    type: 'datetimepicker',
    label: '訂位',
    data: 'd',
    mode: 'datetime' as const,
    initial: '2026-12-01t09:30',
  };
  platform.says({
    type: 'template',
    altText: 'x',
    template: { type: 'buttons', text: 'x', actions: [action] },
  });
  await userEvent.click(await screen.findByRole('button', { name: '訂位' }));
  await userEvent.click(button('完成'));
  expect(platform.posted('/actions')).toMatchObject({ data: 'd', params: { datetime: '2026-12-01T09:30' } });
});

test('the chat stays at its end, unless the reader has scrolled up', async () => {
  for (let i = 0; i < 40; i++) platform.says(text(`第 ${i} 則`));
  await befriend();
  const log = screen.getByRole('log');
  const gap = () => log.scrollHeight - log.scrollTop - log.clientHeight;
  expect(gap()).toBeLessThan(2);
  platform.says(text('最新'));
  await screen.findByText('最新');
  await waitFor(() => expect(gap()).toBeLessThan(2));
  log.scrollTop = 0;
  await screen.findByRole('button', { name: '捲到最新訊息' });
  platform.says(text('又一則'));
  await screen.findByText('新訊息');
  expect(log.scrollTop).toBe(0);
  await userEvent.click(button('捲到最新訊息'));
  await waitFor(() => expect(gap()).toBeLessThan(2));
});

test('what was missed while the line was down is there when it is back', async () => {
  await befriend();
  platform.breakLine();
  await screen.findByText('連線中斷，正在重新連線…');
  platform.items.push({ id: 'missed', at: platform.clock.now, from: 'bot', message: text('你錯過了我') });
  await screen.findByText('你錯過了我', undefined, { timeout: 3000 });
  await waitFor(() => expect(screen.queryByText('連線中斷，正在重新連線…')).toBeNull());
});

test('the clock moves by a day on request, and not at all when it is fixed', async () => {
  await befriend();
  await userEvent.click(button('選單'));
  await userEvent.click(button('示範時間'));
  const dialog = screen.getByRole('dialog', { name: '示範時間' });
  const day = () =>
    [...dialog.querySelectorAll('button')].find((b) => b.textContent === '+1 天') as HTMLButtonElement;
  platform.clock = { ...platform.clock, now: '2026-11-23T01:00:00Z' };
  await userEvent.click(day());
  expect(platform.posted('/clock')).toEqual({ advance: '1.00:00:00' });
  await waitFor(() => expect(dialog.textContent).toContain('2026/11/23 週一 09:0'));
  platform.tell('clock', { ...platform.clock, movable: false });
  await waitFor(() => expect(day().disabled).toBe(true));
});

test('a postback leaves no bubble of its own', async () => {
  await befriend();
  platform.tell('item', { id: 'p', at: platform.clock.now, from: 'user', event: 'postback' });
  platform.says(text('好的'));
  await screen.findByText('好的');
  expect(screen.getByRole('log').querySelectorAll('.row')).toHaveLength(1);
});

test.each(['zh-TW', 'en'] as const)('no serious accessibility problem (%s)', async (language) => {
  setLang(language);
  platform.richMenu = menu('a', '會員選單');
  platform.says(text('https://example.com'));
  platform.says({ type: 'sticker', packageId: '446', stickerId: '1988' }, 'user');
  platform.says({ type: 'location', title: '店', latitude: 25, longitude: 121 });
  await befriend();
  const serious = async () =>
    (await axe.run(document, { resultTypes: ['violations'] })).violations
      .filter((v) => v.impact === 'serious' || v.impact === 'critical')
      .map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(' ')}`);
  expect(await serious()).toEqual([]);
  await userEvent.click(button(language === 'en' ? 'Menu' : '選單'));
  expect(await serious()).toEqual([]);
});
