import { screen, waitFor, within } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { generate } from 'lean-qr';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { openUri } from '../src/actions';
import { phones } from '../src/state';
import type { Person } from '../src/wire';
import { newPlatform, openPhones, seriousProblems, tidyUp } from './support/open';
import type { Platform } from './support/platform';

const LIFF = 'https://liff.line.me/1656000002-Aa1Bb2Cc';
let platform: Platform;
let friend: Person;

beforeEach(async () => {
  await page.viewport(1440, 900);
  platform = newPlatform();
  friend = platform.knows('2', '林志豪');
});
afterEach(async () => {
  tidyUp();
  vi.restoreAllMocks();
  await page.viewport(390, 844);
});

/** A LIFF page with a script of the test's. */
const pageWith = (script: string, body = '') =>
  URL.createObjectURL(
    new Blob([`<!doctype html><title>會員卡</title><body>${body}<p id=out></p><script>${script}</script>`], {
      type: 'text/html',
    }),
  );
const ASK = `
  const ask = (call) => new Promise((done) => {
    const id = Math.random();
    addEventListener('message', (e) => e.data.liff === 'result' && e.data.id === id && done(e.data));
    parent.postMessage({ ...call, id }, '*');
  });
  const show = (what) => { out.textContent = JSON.stringify(what); };`;

async function openLiffOn(person: Person, url: string, view = 'full') {
  platform.page = { url, view };
  const phone = phones.value.find((p) => p.id === person.userId);
  if (phone) await openUri(phone, LIFF);
  const region = screen.getByRole('region', { name: `${person.displayName} 的手機` });
  const frame = await waitFor(() => {
    const found = region.querySelector('iframe');
    expect(found?.contentDocument?.getElementById('out')).toBeTruthy();
    return found as HTMLIFrameElement;
  });
  return { region, frame, said: () => frame.contentDocument?.getElementById('out')?.textContent };
}

test.each([
  ['full', 1],
  ['tall', 0.84],
  ['compact', 0.52],
])('a %s page takes its part of the screen, names itself, and closes', async (view, part) => {
  await openPhones(platform.person);
  const { region } = await openLiffOn(platform.person, pageWith(''), view);
  const dialog = within(region).getByRole('dialog', { name: '會員卡' });
  const card = dialog.querySelector('.liff-card') as HTMLElement;
  expect(card.getBoundingClientRect().height / dialog.getBoundingClientRect().height).toBeCloseTo(part, 1);
  expect(await seriousProblems()).toEqual([]);
  await userEvent.click(within(dialog).getAllByRole('button', { name: '關閉' }).at(-1) as HTMLElement);
  await waitFor(() => expect(region.querySelector('iframe')).toBeNull());
});

test('a page that can go back gets an arrow, and is told when it is tapped', async () => {
  await openPhones(platform.person);
  const { region, said } = await openLiffOn(
    platform.person,
    pageWith(`${ASK} addEventListener('message', (e) => e.data.liff === 'back' && show('went back'));
      parent.postMessage({ liff: 'title', title: '優惠券', canGoBack: true }, '*');`),
  );
  await userEvent.click(await within(region).findByRole('button', { name: '上一頁' }));
  await waitFor(() => expect(said()).toBe('"went back"'));
});

test('the share target picker offers the phones on the table first, and the friend really gets it', async () => {
  platform.knows('3', '吳雅婷');
  platform.listed = [platform.others[1] as Person, platform.person, friend];
  await openPhones(platform.person, friend);
  const { region, said } = await openLiffOn(
    platform.person,
    pageWith(
      `${ASK} ask({ liff: 'shareTargetPicker', messages: [{ type: 'text', text: '送你一張券' }] }).then(show);`,
    ),
  );
  const picker = await within(region).findByRole('dialog', { name: '分享給好友' });
  const names = await waitFor(() => {
    const found = [...picker.querySelectorAll('.person-name')].map((n) => n.textContent);
    expect(found).toHaveLength(2);
    return found;
  });
  expect(names).toEqual(['林志豪', '吳雅婷']);
  await userEvent.click(within(picker).getByRole('checkbox', { name: /林志豪/ }));
  await userEvent.click(within(picker).getByRole('button', { name: '分享 (1)' }));
  await waitFor(() => expect(said()).toContain('"status":"success"'));
  expect(platform.posted('/share')).toEqual({
    to: [friend.userId],
    messages: [{ type: 'text', text: '送你一張券' }],
  });
});

test('a picker that is closed answers nothing', async () => {
  await openPhones(platform.person);
  const { region, said } = await openLiffOn(
    platform.person,
    pageWith(
      `${ASK} ask({ liff: 'shareTargetPicker', messages: [{ type: 'text', text: 'x' }] }).then(show);`,
    ),
  );
  const picker = await within(region).findByRole('dialog', { name: '分享給好友' });
  await userEvent.click(within(picker).getByRole('button', { name: '關閉' }));
  await waitFor(() => expect(JSON.parse(said() || 'null')).toMatchObject({ liff: 'result' }));
  expect(said()).not.toContain('success');
});

const SCAN = pageWith(`${ASK} ask({ liff: 'scanCode' }).then((r) => show(r.value));`);

async function scanner(shownByFriend: string) {
  await openPhones(platform.person, friend);
  await openLiffOn(friend, shownByFriend);
  const mine = await openLiffOn(platform.person, SCAN);
  const sheet = within(await within(mine.region).findByRole('dialog', { name: '掃描條碼' }));
  return { ...mine, sheet };
}

test('the scanner reads the code that another phone’s page says it shows', async () => {
  const { sheet, said } = await scanner(
    pageWith(`addEventListener('message', (e) => e.data.liff === 'shownCode'
      && parent.postMessage({ ...e.data, value: '1.aK7.member' }, '*'));`),
  );
  expect(await seriousProblems()).toEqual([]);
  await userEvent.click(sheet.getByRole('button', { name: '掃描 林志豪 的畫面' }));
  await waitFor(() => expect(said()).toBe('{"value":"1.aK7.member"}'));
});

function qrCode(text: string): HTMLCanvasElement {
  const code = generate(text);
  const canvas = document.createElement('canvas');
  const [scale, quiet] = [6, 4];
  canvas.width = canvas.height = (code.size + quiet * 2) * scale;
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = '#000';
  for (let y = 0; y < code.size; y++)
    for (let x = 0; x < code.size; x++)
      if (code.get(x, y)) pen.fillRect((x + quiet) * scale, (y + quiet) * scale, scale, scale);
  return canvas;
}

test('a page that says nothing is looked at: a picture of the tab, cut to that phone', async () => {
  const { sheet, said } = await scanner(pageWith(''));
  // What the browser would hand over once the person has agreed: the whole tab, with two codes in it.
  const tab = document.createElement('canvas');
  [tab.width, tab.height] = [window.innerWidth, window.innerHeight];
  const pen = tab.getContext('2d') as CanvasRenderingContext2D;
  const draw = () => {
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, tab.width, tab.height);
    pen.drawImage(qrCode('NOT THIS ONE'), 0, 0);
    // Where the frame is now: it may still be on its way when the test begins.
    const frame = phones.value[1]?.frame?.getBoundingClientRect() as DOMRect;
    pen.drawImage(qrCode('ON THE SCREEN'), frame.left + 40, frame.top + 60);
  };
  draw();
  const stream = tab.captureStream(10);
  const repaint = setInterval(draw, 50);
  vi.spyOn(navigator.mediaDevices, 'getDisplayMedia').mockResolvedValue(stream);
  await userEvent.click(sheet.getByRole('button', { name: '掃描 林志豪 的畫面' }));
  await waitFor(() => expect(said()).toBe('{"value":"ON THE SCREEN"}'), { timeout: 60_000 });
  clearInterval(repaint);
  await waitFor(() => expect(stream.getTracks().every((t) => t.readyState === 'ended')).toBe(true));
}, 90_000);

test('a page that answers late is heard while the browser still asks for a picture', async () => {
  const { sheet, said } = await scanner(
    pageWith(`addEventListener('message', (e) => e.data.liff === 'shownCode'
      && setTimeout(() => parent.postMessage({ ...e.data, value: 'AT LAST' }, '*'), 1500));`),
  );
  vi.spyOn(navigator.mediaDevices, 'getDisplayMedia').mockReturnValue(new Promise(() => {}));
  await userEvent.click(sheet.getByRole('button', { name: '掃描 林志豪 的畫面' }));
  await waitFor(() => expect(said()).toBe('{"value":"AT LAST"}'), { timeout: 10_000 });
}, 20_000);

test('a picture is read, and one without a code is told', async () => {
  const { sheet, said } = await scanner(pageWith(''));
  const file = (canvas: HTMLCanvasElement) =>
    new Promise<File>((done) =>
      canvas.toBlob((blob) => done(new File([blob as Blob], 'code.png', { type: 'image/png' }))),
    );
  const empty = document.createElement('canvas');
  await userEvent.upload(sheet.getByLabelText('從圖片讀取'), await file(empty));
  await waitFor(() => expect(sheet.getByRole('status').textContent).toBe('這張圖片裡沒有條碼'), {
    timeout: 8000,
  });
  await userEvent.upload(sheet.getByLabelText('從圖片讀取'), await file(qrCode('IN A PICTURE')));
  await waitFor(() => expect(said()).toBe('{"value":"IN A PICTURE"}'), { timeout: 8000 });
});

test('without anything to look at the code is typed', async () => {
  await openPhones(platform.person);
  const { region, said } = await openLiffOn(platform.person, SCAN);
  const sheet = within(await within(region).findByRole('dialog', { name: '掃描條碼' }));
  expect(sheet.queryByRole('button', { name: /的畫面$/ })).toBeNull();
  await userEvent.type(sheet.getByRole('textbox', { name: '條碼內容' }), 'TYPED{Enter}');
  await waitFor(() => expect(said()).toBe('{"value":"TYPED"}'));
});

test('closing the scanner answers null', async () => {
  await openPhones(platform.person);
  const { region, said } = await openLiffOn(platform.person, SCAN);
  await within(region).findByRole('dialog', { name: '掃描條碼' });
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(said()).toBe('{"value":null}'));
});

test('the camera’s picture is watched until a code comes', async () => {
  const canvas = qrCode('FROM THE CAMERA');
  const repaint = setInterval(() => canvas.getContext('2d')?.fillRect(0, 0, 1, 1), 50);
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockResolvedValue(canvas.captureStream(10));
  await openPhones(platform.person);
  const { region, said } = await openLiffOn(platform.person, SCAN);
  const sheet = within(await within(region).findByRole('dialog', { name: '掃描條碼' }));
  await userEvent.click(sheet.getByRole('button', { name: '使用這台電腦的相機' }));
  await waitFor(() => expect(said()).toBe('{"value":"FROM THE CAMERA"}'), { timeout: 8000 });
  clearInterval(repaint);
});
