import { waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tokenOf } from '../../tests/support/app.tsx';
import { Loyalty } from '../../tests/support/loyalty.ts';
import { answer, standAround } from '../../tests/support/phone.ts';
import { startEmulator } from './emulator.ts';
import { belowBase, readFirstUrl, subjectOf } from './first-url.ts';
import { liffUrl, shareOutside } from './platform.ts';

const at = (rest: string) => readFirstUrl(`http://localhost:5080/liff${rest}`);

beforeEach(() => sessionStorage.clear());

test.each([
  ['', '/'],
  ['/', '/'],
  ['/coupons', '/coupons'],
  ['/coupons/12/', '/coupons/12'],
  ['/?liff.state=%2Fcoupons%2F12', '/coupons/12'],
  ['/?liff.state=%2Fliff%2Fcoupons', '/coupons'],
  ['/?liff.state=coupons', '/coupons'],
  ['/?liff.state=%3Fsrc%3Da', '/'],
])('The page for /liff%s is %s', (rest, path) => {
  expect(at(rest).path).toBe(path);
});

test.each(['/join?src=poster-A', '/?liff.state=%2Fjoin%3Fsrc%3Dposter-A', '/?liff.state=%3Fsrc%3Dposter-A'])(
  'The source is found in %s and kept for the next page of this tab',
  (rest) => {
    expect(at(rest).source).toBe('poster-A');
    expect(at('/?code=1&state=2').source).toBe('poster-A');
  },
);

test('Without a source there is none', () => {
  expect(at('/join').source).toBeUndefined();
  expect(at('/join?src=').source).toBeUndefined();
  expect(at('/join?src=%3Cscript%3E').source).toBeUndefined();
  expect(at(`/join?src=${'a'.repeat(61)}`).source).toBeUndefined();
});

test('A state that names another site stays inside the page', () => {
  expect(at('/?liff.state=https%3A%2F%2Fevil.example%2Fx').path).not.toContain('//');
  expect(at('/?liff.state=%2F%2Fevil.example%2Fx').path).toBe('/evil.example/x');
});

test('The ID token is read from the fragment, and tells who it is about', () => {
  const token = tokenOf('U123');
  expect(at(`/#access_token=a&id_token=${token}&client_id=1`).idToken).toBe(token);
  expect(subjectOf(token)).toBe('U123');
  expect(subjectOf('nonsense')).toBeNull();
  expect(subjectOf(null)).toBeNull();
});

test('LIFF links name the app and the path', () => {
  expect(liffUrl('1-a', '/')).toBe('https://liff.line.me/1-a');
  expect(liffUrl('1-a', '/join?src=b')).toBe('https://liff.line.me/1-a/join?src=b');
  expect(belowBase('/liff')).toBe('/');
});

const home = location.href;
const config = new Loyalty().config;
const emulator = (rest = '/') => startEmulator(config, at(rest));

afterEach(() => {
  history.replaceState({}, '', home);
});

test('In the phone the token is kept for this tab and taken out of the address', () => {
  history.replaceState({}, '', `${location.pathname}${location.search}#id_token=x.y.z`);
  const running = emulator('/#id_token=x.y.z');
  expect(running.idToken()).toBe('x.y.z');
  expect(location.hash).toBe('');
  expect(emulator().idToken()).toBe('x.y.z');
  running.logOut();
  expect(emulator().idToken()).toBeNull();
});

test('Closing, opening and logging in again are asked of the phone', () => {
  const phone = standAround();
  const running = emulator();
  running.closeWindow();
  running.openWindow('https://example.com/');
  running.logIn('/coupons?src=a');
  expect(phone.asked()).toMatchObject([
    { liff: 'closeWindow' },
    { liff: 'openWindow', url: 'https://example.com/', external: true },
    { liff: 'openWindow', url: `https://liff.line.me/${config.liffId}/coupons?src=a`, external: false },
  ]);
});

test('Sharing and scanning wait for the phone’s answer to this very question', async () => {
  const phone = standAround();
  const running = emulator();
  const shared = running.share('hello');
  const scanned = running.scan();
  const [share, scan] = phone.asked();
  expect(share).toMatchObject({ liff: 'shareTargetPicker', messages: [{ type: 'text', text: 'hello' }] });
  answer({ liff: 'scanCode', id: 'somebody else' }, { value: { value: 'wrong' } });
  answer(scan, { value: { value: 'QR text' } });
  answer(share, { value: { status: 'success' } });
  expect(await shared).toBe('sent');
  expect(await scanned).toBe('QR text');
});

test('A closed picker is no success and no error; a failure is one', async () => {
  const phone = standAround();
  const running = emulator();
  const cancelled = running.share('hello');
  answer(phone.asked()[0], {});
  expect(await cancelled).toBeNull();
  const broken = running.scan();
  answer(phone.asked()[1], { error: { code: 'UNKNOWN', message: 'no camera' } });
  await expect(broken).rejects.toThrow('no camera');
});

test('The phone is told the title, now and whenever it changes', async () => {
  const spy = vi.spyOn(window.parent, 'postMessage').mockReset();
  const title = document.title;
  emulator();
  document.title = '晨光咖啡 會員卡';
  await waitFor(() =>
    expect(spy).toHaveBeenLastCalledWith(
      expect.objectContaining({ liff: 'title', title: '晨光咖啡 會員卡' }),
      '*',
    ),
  );
  document.title = title;
});

test('Another phone’s scanner learns the code on top, and the phone may ask to go back', async () => {
  const spy = vi.spyOn(window.parent, 'postMessage').mockReset();
  const back = vi.spyOn(history, 'back').mockReturnValue();
  emulator();
  document.body.innerHTML =
    '<svg class="qr" data-code="PAGE"></svg><svg class="barcode" data-code="71"></svg><svg class="qr" data-code="SHEET"></svg><svg class="barcode" data-code="72"></svg>';
  const hear = (data: object, source: Window = window.parent) =>
    window.dispatchEvent(new MessageEvent('message', { source, data }));
  hear({ liff: 'shownCode', id: 7 });
  expect(spy).toHaveBeenLastCalledWith({ liff: 'shownCode', id: 7, value: 'SHEET' }, '*');
  document.body.innerHTML = '';
  hear({ liff: 'shownCode', id: 8 });
  expect(spy).toHaveBeenLastCalledWith({ liff: 'shownCode', id: 8, value: null }, '*');
  hear({ liff: 'back' });
  expect(back).toHaveBeenCalled();
});

test('Without LINE’s picker the phone’s own share sheet is offered, and without that the clipboard', async () => {
  const offered = vi.fn<(data: ShareData) => Promise<void>>().mockResolvedValue();
  const copied = vi.fn<(text: string) => Promise<void>>().mockResolvedValue();
  vi.stubGlobal('navigator', { share: offered, clipboard: { writeText: copied } });
  try {
    expect(await shareOutside('hello')).toBe('sent');
    expect(offered).toHaveBeenCalledWith({ text: 'hello' });
    offered.mockRejectedValueOnce(new DOMException('closed', 'AbortError'));
    expect(await shareOutside('hello')).toBeNull();
    expect(copied).not.toHaveBeenCalled();
    offered.mockRejectedValueOnce(new DOMException('not here', 'NotAllowedError'));
    expect(await shareOutside('hello')).toBe('copied');
    vi.stubGlobal('navigator', { clipboard: { writeText: copied } });
    expect(await shareOutside('again')).toBe('copied');
    expect(copied.mock.calls).toEqual([['hello'], ['again']]);
  } finally {
    vi.unstubAllGlobals();
  }
});
