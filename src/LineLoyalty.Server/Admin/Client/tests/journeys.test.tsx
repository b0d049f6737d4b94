import { cleanup, render, screen, waitFor, within } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import '../src/journeys.css';
import { words } from '../src/composer/words';
import { Editor } from '../src/journeys/Editor';
import { counted, insert, newNode, places, remove, ways } from '../src/journeys/graph';
import { Brought, Tried } from '../src/journeys/Outcome';
import type { Definition, Price, Setup } from '../src/journeys/wire';

const empty: Definition = {
  trigger: { type: 'event', on: { type: 'bind' } },
  nodes: [],
  entry: { rampPerDay: 0 },
  ends: [],
  rank: 'other',
};
const setup: Setup = {
  definition: empty,
  id: null,
  version: null,
  name: '',
  language: 'zh-TW',
  on: false,
  live: null,
  published: false,
  replaces: null,
  segments: [{ id: 3, name: '瞌睡顧客' }],
  coupons: [{ code: 'welcome', title: '迎新禮' }],
  missions: [],
  menus: [],
  tiers: [],
  tags: [],
  categories: [],
  products: [{ sku: 'BEAN-1', name: '中焙咖啡豆' }],
  campaigns: [],
  journeys: [],
  channels: { email: false, sms: true },
  ratios: ['1:1'],
  most: { messages: 5, cards: 12 },
  brand: '晨光咖啡',
  testReady: true,
  secret: null,
};
const say = words('zh-TW');
const real = window.fetch;
let asked: { handler: string; body: { name?: string; definition: Definition } }[] = [];

beforeEach(() => {
  asked = [];
  window.fetch = (async (input: RequestInfo | URL, init?: RequestInit) => {
    const handler = new URL(String(input), location.href).searchParams.get('handler') ?? '';
    asked.push({ handler, body: init?.body ? JSON.parse(String(init.body)) : null });
    const answer = handler === 'Check' ? { problems: [] } : { id: 7, version: 1, live: null };
    return new Response(JSON.stringify(answer), { headers: { 'Content-Type': 'application/json' } });
  }) as typeof fetch;
});
afterEach(() => {
  cleanup();
  window.fetch = real;
  history.replaceState(null, '', '/');
});

test('a step put into a way comes between, and taken out leaves the way as it was', () => {
  const first = insert(empty, newNode('message', empty, setup), null, 'next');
  const branch = insert(first, newNode('branchRule', first, setup), null, 'next');
  expect(branch.start).toBe('b1');
  const rule = branch.nodes.find((n) => n.id === 'b1');
  expect(rule && ways(rule)).toEqual([
    { port: 'yes', to: 'm1' },
    { port: 'no', to: undefined },
  ]);
  const both = insert(branch, newNode('message', branch, setup), 'b1', 'no');
  expect(both.nodes.map((n) => n.id).sort()).toEqual(['b1', 'm1', 'm2']);
  const stand = new Map(places(both).places.map((p) => [p.id, p]));
  expect(stand.get('m1')?.row).toBe(stand.get('m2')?.row);
  expect(stand.get('m1')?.column).not.toBe(stand.get('m2')?.column);
  // Without the branch only its first way is led on; what nobody comes to any more goes with it.
  expect(remove(both, 'b1')).toEqual(first);
});

test('only a message whose buttons are counted says how many pressed', () => {
  const node = newNode('message', empty, setup);
  expect(counted(node)).toBe(false);
  expect(counted(newNode('points', empty, setup))).toBe(false);
  if (node.type !== 'message') throw new Error();
  const button = { label: '看', url: 'https://shop.example', track: true };
  const card = { kind: 'card' as const, template: 'offer', title: '新品', body: '', button };
  expect(counted({ ...node, content: { messages: [card] } as typeof node.content })).toBe(true);
});

test('a journey is drawn by hand and sent as it was drawn', async () => {
  const user = userEvent.setup();
  render(<Editor setup={setup} />);
  await user.type(screen.getByLabelText('旅程名稱'), '多久沒來');
  await user.selectOptions(screen.getByLabelText('觸發條件'), 'lapse');
  const days = screen.getByLabelText('幾天');
  await user.clear(days);
  await user.type(days, '45');
  const canvas = within(screen.getByRole('region', { name: '旅程圖' }));
  const add = async (after: RegExp, kind: string) => {
    await user.click(canvas.getByRole('button', { name: after }));
    await user.click(screen.getByRole('button', { name: kind }));
  };
  await add(/在「觸發條件」之後加入步驟/, '等待一段時間');
  await add(/在「等 1 天」之後加入步驟/, '依條件分流');
  await add(/瞌睡顧客.*・是」之後加入步驟/, '傳送訊息');
  await user.click(screen.getByLabelText('LINE 送不到的會員，改用電子郵件或簡訊'));
  await user.type(screen.getByLabelText('電子郵件或簡訊的文字'), '回來坐坐');
  expect(screen.getByLabelText('電子郵件（未設定）')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: '儲存草稿' }));
  await screen.findByText('草稿已儲存。');

  const saved = asked.find((a) => a.handler === 'Save')?.body;
  expect(saved?.name).toBe('多久沒來');
  expect(saved?.definition.trigger).toMatchObject({ type: 'lapse', afterDays: 45 });
  expect(saved?.definition.start).toBe('w1');
  const nodes = new Map(saved?.definition.nodes.map((n) => [n.id, n]));
  expect(nodes.get('w1')).toMatchObject({ type: 'waitTime', next: 'b1' });
  expect(nodes.get('b1')).toMatchObject({ type: 'branchRule', segment: 3, yes: 'm1' });
  expect(nodes.get('m1')).toMatchObject({
    type: 'message',
    outside: { text: '回來坐坐', email: true, sms: true },
  });
  await waitFor(() => expect(location.pathname).toBe('/admin/journeys/edit/7'));
});

const unused = { messages: 0, people: 0, cost: 0 };
const price: Price = {
  plan: '輕用量',
  included: 200,
  quota: { total: 200, used: 150, remaining: 50 },
  months: [
    { month: '2027-03-01', messages: 80, others: 150, left: -30, cost: null, email: unused, sms: unused },
  ],
  next: {
    month: '2027-04-01',
    messages: 40,
    others: 100,
    left: 60,
    cost: 0,
    email: unused,
    sms: { messages: 12, people: 11, cost: 24 },
  },
};

test('a dry run says what each month would have cost, also when the plan sells no more', () => {
  const run = {
    days: 90,
    entered: 120,
    members: 100,
    messages: 80,
    linePeople: 70,
    email: unused,
    sms: { messages: 35, people: 30, cost: 70 },
    notReached: 5,
    noRoom: 0,
    goal: 12,
    points: 0,
    coupons: { welcome: 9 },
    nodes: {},
    nowOnly: false,
  };
  render(<Tried run={{ run, price }} setup={setup} say={say} />);
  screen.getByText('80 則，超出方案 30 則，無法全部送出');
  screen.getByText('LINE 40 則，加購約 NT$0（免費額度剩 60）；簡訊 12 則約 NT$24');
  screen.getByText('管道：LINE 70 人、簡訊 30 人（35 則，NT$70）');
  screen.getByText('張「迎新禮」');
  cleanup();
  render(<Tried run={{ run, price: { ...price, plan: null } }} setup={setup} say={say} />);
  expect(screen.getByRole('link', { name: '設定方案' }).getAttribute('href')).toBe('/admin/pushes/plan');
});

test('what a journey has brought is told with the window it counts in', () => {
  const result = {
    days: 90,
    windowDays: 5,
    messages: 30,
    reached: 20,
    line: { messages: 30, people: 20, cost: 0 },
    email: unused,
    sms: unused,
    clicked: 7,
    couponsGiven: 12,
    couponsUsed: 4,
    buyers: 6,
    purchases: 8,
    revenue: 12345,
  };
  const { container } = render(<Brought result={{ result, price }} say={say} />);
  screen.getByText(/收到訊息後 5 天內的消費/);
  expect(container.querySelector('[data-figure="revenue"] strong')?.textContent).toBe('NT$12,345');
  expect(container.querySelector('[data-figure="clicked"] strong')?.textContent).toBe('7');
  expect(container.querySelector('[data-channels]')).toBeNull();
  expect(container.querySelector('[data-next]')?.getAttribute('data-next')).toBe('40');
});
