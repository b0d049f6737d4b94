import { screen, waitFor, within } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { letters } from '../src/state';
import type { Action, Message } from '../src/wire';
import { newPlatform, openPhones, seriousProblems, tidyUp } from './support/open';
import type { Platform } from './support/platform';

let platform: Platform;
beforeEach(() => {
  platform = newPlatform();
});
afterEach(() => {
  tidyUp();
  vi.restoreAllMocks();
});

const PICTURE = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"/>')}`;
const log = () => screen.getByRole('log');
const button = (name: string | RegExp) => screen.findByRole('button', { name });
const click = async (name: string | RegExp) => userEvent.click(await button(name));
async function shows(...messages: Message[]) {
  for (const message of messages) platform.says(message);
  await openPhones(platform.person);
}

test('words keep their lines, links lead out, and nothing in them becomes markup', async () => {
  await shows({
    type: 'text',
    text: '**粗體？** <b>不</b>\n第二行 https://example.com/a?b=c，電話 tel:0223456789',
  });
  const bubble = log().querySelector('.bubble') as HTMLElement;
  expect(bubble.textContent).toContain('**粗體？** <b>不</b>\n第二行');
  expect(bubble.querySelector('b')).toBeNull();
  expect([...bubble.querySelectorAll('a')].map((a) => a.textContent)).toEqual([
    'https://example.com/a?b=c',
    'tel:0223456789',
  ]);
});

test('a very long word and a very long text stay inside their bubble', async () => {
  await shows({ type: 'text', text: 'x'.repeat(3000) }, { type: 'text', text: '很長的一段話，'.repeat(400) });
  for (const bubble of log().querySelectorAll('.bubble')) expect(bubble.scrollWidth).toBeLessThanOrEqual(320);
  expect(log().scrollWidth).toBe(log().clientWidth);
});

test('emoji alone are large, LINE’s own emoji have a name, and mentions stand out', async () => {
  await shows(
    { type: 'text', text: '😀🎉' },
    { type: 'text', text: '早安$', emojis: [{ index: 2, productId: 'p', emojiId: '001' }] },
    {
      type: 'textV2',
      text: '{who} 您好 {e}',
      substitution: {
        who: { type: 'mention', mentionee: { type: 'user', userId: platform.person.userId } },
        e: { type: 'emoji', productId: 'p', emojiId: '002' },
      },
    },
  );
  const [large, own, mention] = [...log().querySelectorAll<HTMLElement>('.bubble')];
  expect(Number.parseFloat(getComputedStyle(large as HTMLElement).fontSize)).toBeGreaterThan(30);
  within(own as HTMLElement).getByRole('img', { name: '表情貼 p/001' });
  expect(mention?.querySelector('.mention')?.textContent).toBe('@陳怡君');
  expect(own?.textContent?.startsWith('早安')).toBe(true);
});

test('a picture opens over the whole screen and closes with Escape; a broken one says so', async () => {
  await shows(
    { type: 'image', originalContentUrl: `${PICTURE}#large`, previewImageUrl: PICTURE },
    {
      type: 'image',
      originalContentUrl: 'data:image/png;base64,AAAA',
      previewImageUrl: 'data:image/png;base64,AAAA',
    },
  );
  await screen.findByText('圖片無法載入');
  await click('放大圖片');
  const viewer = screen.getByRole('dialog', { name: '圖片' });
  expect(viewer.querySelector('img')?.src).toBe(`${PICTURE}#large`);
  await userEvent.keyboard('{Escape}');
  expect(screen.queryByRole('dialog', { name: '圖片' })).toBeNull();
});

test('a video with a tracking id tells the bot when it was watched to its end', async () => {
  await shows({
    type: 'video',
    originalContentUrl: 'data:video/mp4,',
    previewImageUrl: PICTURE,
    trackingId: 't-1',
  });
  log().querySelector('video')?.dispatchEvent(new Event('ended'));
  await waitFor(() =>
    expect(platform.posted('/webhook/raise')).toEqual({
      type: 'videoPlayComplete',
      userId: platform.person.userId,
      replyToken: true,
      payload: { videoPlayComplete: { trackingId: 't-1' } },
    }),
  );
});

test('a voice message shows its length and plays', async () => {
  const play = vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue();
  await shows({ type: 'audio', originalContentUrl: 'data:audio/mp4,', duration: 65_000 });
  await click('播放語音訊息，長度 1:05');
  expect(play).toHaveBeenCalledTimes(1);
});

const template = (body: object): Message => ({ type: 'template', altText: '範本', template: body as never });
const say = (t: string): Action => ({ type: 'message', label: t, text: t });

test.each<[string, Message, string]>([
  [
    'buttons',
    template({
      type: 'buttons',
      title: '標題',
      text: '內文',
      thumbnailImageUrl: PICTURE,
      actions: [say('選這個')],
    }),
    '選這個',
  ],
  [
    'buttons, the whole card',
    template({ type: 'buttons', text: '內文', defaultAction: say('整張'), actions: [say('x')] }),
    '整張',
  ],
  ['confirm', template({ type: 'confirm', text: '好嗎？', actions: [say('好'), say('不好')] }), '不好'],
  [
    'carousel',
    template({
      type: 'carousel',
      columns: [
        { text: '一', actions: [say('A')] },
        { text: '二', actions: [say('B')] },
      ],
    }),
    'B',
  ],
  [
    'image carousel',
    template({ type: 'image_carousel', columns: [{ imageUrl: PICTURE, action: say('看圖') }] }),
    '看圖',
  ],
])('a %s template acts', async (_, message, name) => {
  await shows(message);
  await click(name);
  expect(platform.posted('/actions')).toMatchObject({ type: 'message', text: name });
  expect(await seriousProblems()).toEqual([]);
});

test('an imagemap’s areas act where they lie, and its video ends in its link', async () => {
  const area = (x: number) => ({ x, y: 0, width: 520, height: 520 });
  await shows({
    type: 'imagemap',
    baseUrl: `${PICTURE}#`,
    altText: '選單',
    baseSize: { width: 1040, height: 1040 },
    actions: [
      { type: 'message', label: '左', text: '左邊', area: area(0) },
      {
        type: 'clipboard',
        label: '折扣碼',
        clipboardText: 'SAVE10',
        area: { x: 0, y: 520, width: 1040, height: 520 },
      },
    ],
    video: {
      originalContentUrl: 'data:video/mp4,',
      previewImageUrl: PICTURE,
      area: area(520),
      externalLink: { linkUri: 'https://example.com/more', label: '看更多' },
    },
  });
  const map = log().querySelector('.imagemap') as HTMLElement;
  expect(map.querySelector('img')?.getAttribute('src')).toMatch(/#\/(300|460|700|1040)$/);
  const left = (await button('左')).getBoundingClientRect();
  expect(left.width / map.clientWidth).toBeCloseTo(0.5, 2);
  await userEvent.click(await button('左'));
  expect(platform.posted('/actions')).toEqual({ type: 'message', text: '左邊' });
  const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  await click('折扣碼');
  expect(copied).toHaveBeenCalledWith('SAVE10');
  const video = map.querySelector('video') as HTMLVideoElement;
  expect(video.getBoundingClientRect().left).toBeCloseTo(
    map.getBoundingClientRect().left + map.clientWidth / 2,
    0,
  );
  video.dispatchEvent(new Event('ended'));
  await click('看更多');
  await waitFor(() =>
    expect(platform.posted('/actions')).toEqual({ type: 'uri', uri: 'https://example.com/more' }),
  );
});

const asking = (...actions: Action[]): Message => ({
  type: 'text',
  text: '？',
  quickReply: { items: actions.map((action) => ({ type: 'action', action })) },
});

test('quick replies: a place to choose, a picture of one’s own, and signs for both', async () => {
  await shows(
    asking(
      { type: 'location', label: '在哪裡' },
      { type: 'cameraRoll', label: '相簿' },
      { type: 'camera', label: '拍照' },
    ),
  );
  expect((await button('在哪裡')).querySelector('svg')).toBeTruthy();
  await click('在哪裡');
  await click(/台北車站/);
  expect(platform.posted('/messages')).toMatchObject({
    type: 'location',
    title: '台北車站',
    latitude: 25.04776,
  });
  await click('相簿');
  const file = new File([new Uint8Array([137, 80, 78, 71])], 'a.png', { type: 'image/png' });
  await userEvent.upload(screen.getByLabelText('選擇自己的圖片'), file);
  await waitFor(() =>
    expect(platform.posted('/messages')).toEqual({
      type: 'image',
      dataUrl: 'data:image/png;base64,iVBORw==',
    }),
  );
  await click('拍照');
  await click('使用範例圖片');
  expect(platform.posted('/messages')).toEqual({ type: 'image' });
});

test('a place of one’s own is sent by its coordinates', async () => {
  await shows(asking({ type: 'location', label: '在哪裡' }));
  await click('在哪裡');
  await userEvent.type(screen.getByLabelText('緯度'), '23.5');
  await userEvent.type(screen.getByLabelText('經度'), '121{Enter}');
  expect(platform.posted('/messages')).toMatchObject({ latitude: 23.5, longitude: 121 });
});

test.each<[Action['mode'], string, string]>([
  ['date', '選擇日期', '2026-12-24'],
  ['time', '選擇時間', '18:30'],
  ['datetime', '選擇日期與時間', '2026-12-24T18:30'],
])(
  'a %s picker starts at its value, keeps to its limits, and posts what was picked',
  async (mode, label, picked) => {
    const limits = {
      date: ['2026-12-01', '2026-12-31'],
      time: ['10:00', '20:00'],
      datetime: ['2026-12-01t10:00', '2026-12-31t20:00'],
    };
    const [min = '', max = ''] = limits[mode ?? 'date'];
    await shows(
      asking({ type: 'datetimepicker', label: '訂位', data: 'd', mode, initial: min, min, max } as Action),
    );
    await click('訂位');
    const input = screen.getByLabelText<HTMLInputElement>(label, { selector: 'input' });
    expect([input.value, input.min, input.max]).toEqual([
      min.replace('t', 'T'),
      min.replace('t', 'T'),
      max.replace('t', 'T'),
    ]);
    input.value = picked;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await click('完成');
    expect(platform.posted('/actions')).toMatchObject({ data: 'd', params: { [mode as string]: picked } });
  },
);

test('a postback may open the keyboard with words in it', async () => {
  await shows(
    asking({
      type: 'postback',
      label: '留言',
      data: 'x',
      inputOption: 'openKeyboard',
      fillInText: '我想問\n',
    }),
  );
  await click('留言');
  expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: '輸入訊息' }).value).toBe('我想問\n');
});

test('three dots run while the account is loading, and stop when its message comes', async () => {
  await shows({ type: 'text', text: '早' });
  platform.tell('loading', { seconds: 20 });
  await screen.findByRole('listitem', { name: '對方正在輸入' });
  platform.says({ type: 'text', text: '來了' });
  await screen.findByText('來了');
  expect(screen.queryByRole('listitem', { name: '對方正在輸入' })).toBeNull();
});

test('larger letters enlarge the chat, and Flex only where the message lets them', async () => {
  const line = (text: string, scaling: boolean) => ({ type: 'text' as const, text, scaling });
  await shows(
    { type: 'text', text: '一般' },
    {
      type: 'flex',
      altText: '卡片',
      contents: {
        type: 'bubble',
        body: { type: 'box', layout: 'vertical', contents: [line('會變大', true), line('不變', false)] },
      },
    },
  );
  const size = (t: string) => Number.parseFloat(getComputedStyle(screen.getByText(t)).fontSize);
  const before = [size('一般'), size('會變大'), size('不變')];
  await click('選單');
  await userEvent.click(screen.getByRole('radio', { name: '特大' }));
  expect(letters.value).toBe(1.45);
  await userEvent.keyboard('{Escape}');
  const grown = () => [size('一般'), size('會變大'), size('不變')].map((s, i) => s / (before[i] as number));
  await waitFor(() => expect(grown()).toEqual([expect.closeTo(1.45, 1), expect.closeTo(1.45, 1), 1]));
});

test('a carousel of twelve bubbles is reached by keyboard and swipes', async () => {
  await shows({
    type: 'flex',
    altText: '商品',
    contents: {
      type: 'carousel',
      contents: Array.from({ length: 12 }, (_, i) => ({
        type: 'bubble' as const,
        size: 'micro' as const,
        body: {
          type: 'box' as const,
          layout: 'vertical' as const,
          contents: [{ type: 'text' as const, text: `商品 ${i + 1}` }],
        },
      })),
    },
  });
  const carousel = await screen.findByRole('region', { name: '商品' });
  expect(carousel.tabIndex).toBe(0);
  expect(carousel.scrollWidth).toBeGreaterThan(1900);
  expect(log().scrollWidth).toBe(log().clientWidth);
});

test('a coupon of the account shows what it gives, and the rest when it is opened', async () => {
  platform.coupons.set('01JC', {
    couponId: '01JC',
    title: '夏日氣泡飲',
    status: 'RUNNING',
    startTimestamp: 1_790_000_000,
    endTimestamp: 1_792_000_000,
    description: '每人限領一張',
    couponCode: 'SODA',
    reward: { type: 'discount', priceInfo: { type: 'fixed', fixedAmount: 50 } },
  });
  await shows({ type: 'coupon', couponId: '01JC' });
  const title = await screen.findByText('夏日氣泡飲');
  screen.getByText('折抵 NT$50');
  expect(screen.getByText('SODA').checkVisibility()).toBe(false);
  await userEvent.click(title);
  expect(screen.getByText('SODA').checkVisibility()).toBe(true);
  expect(await seriousProblems()).toEqual([]);
});

test('what is not known is said so, and a coupon nobody knows or a file is a slip', async () => {
  await shows(
    { type: 'hologram' } as unknown as Message,
    { type: 'coupon', couponId: '01JC' },
    { type: 'file', fileName: '菜單.pdf', fileSize: 2_400_000 },
  );
  await screen.findByText('無法顯示這種訊息（hologram）');
  screen.getByText('01JC');
  screen.getByText('2.4 MB');
});
