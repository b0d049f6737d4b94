// The shipped bundle with LINE's own LIFF SDK, unmodified, against Line.Emulator: the browser believes that the emulator is LINE.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import { build, type PreviewServer, preview } from 'vite';
import { devApi } from '../../tools/dev-api.ts';
import { Loyalty } from '../support/loyalty.ts';
import { LineEmulator, type Person } from './line-emulator.ts';

const CHANNEL = '1656000002';
const LIFF_ID = `${CHANNEL}-Aa1Bb2Cc`;
const IN_LINE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari Line/15.10.0 LIFF';

const loyalty = new Loyalty();
let server: PreviewServer;
let built: string;
let base: string;
let line: LineEmulator;
let browser: Browser;
let person: Person;

before(async () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  built = mkdtempSync(join(tmpdir(), 'liff-web-'));
  await build({ root, logLevel: 'error', build: { outDir: built } });
  await build({
    configFile: false,
    root: fileURLToPath(new URL('sdk', import.meta.url)),
    base: '/liff/sdk/',
    logLevel: 'error',
    build: { outDir: join(built, 'sdk') },
  });
  server = await preview({
    root,
    configFile: false,
    base: '/liff/',
    logLevel: 'error',
    build: { outDir: built },
    preview: { port: 0, host: '127.0.0.1' },
    plugins: [devApi(loyalty)],
  });
  base = server.resolvedUrls?.local[0]?.replace(/\/liff\/$/, '') ?? '';
  line = await LineEmulator.start(`${base}/liff/`);
  browser = await line.browser();
  person = await line.person('林小美');
});

after(async () => {
  await browser?.close();
  await line?.stop();
  await server?.close();
  rmSync(built, { recursive: true, force: true });
});

/** A browser of somebody new. Errors of the page are errors of the test. */
async function visit(
  session: Loyalty['session'],
  inLine = false,
): Promise<{ page: Page; asked: string[]; close(): Promise<void> }> {
  Object.assign(loyalty, new Loyalty());
  loyalty.session = session;
  loyalty.config = { ...loyalty.config, platform: 'line', emulatorUrl: null, liffId: LIFF_ID };
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    locale: 'zh-TW',
    ...(inLine && { userAgent: IN_LINE }),
  });
  context.setDefaultTimeout(15_000);
  if (inLine) {
    // What the app's web view puts into every page.
    await context.addInitScript(() => {
      (window as unknown as { _liff: object })._liff = { features: ['x'], postMessage() {} };
    });
  } else await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: base });
  const page = await context.newPage();
  const asked: string[] = [];
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol === 'https:') asked.push(`${request.method()} ${url.host}${url.pathname}`);
  });
  const faults: Error[] = [];
  page.on('pageerror', (error) => faults.push(error));
  return {
    page,
    asked,
    async close() {
      await context.close();
      assert.deepEqual(faults, []);
    },
  };
}

const choose = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(name) }).click();

test('In a browser outside of LINE: init, LINE’s login, an ID token LINE itself accepts, and the address clean again', async () => {
  const { page, asked, close } = await visit('none');
  await page.goto(`${base}/liff/join?src=poster-A`);
  await page.waitForURL(/^https:\/\/access\.line\.me\/liff\/v1\/authorize\?/);
  await choose(page, '林小美');
  await page.getByRole('heading', { name: '加入會員' }).waitFor();

  const sent = loyalty.asked('/session').at(-1)?.body;
  const claims = await line.verify(String(sent?.idToken), CHANNEL);
  assert.deepEqual([claims.sub, claims.name, claims.aud], [person.userId, '林小美', CHANNEL]);
  assert.equal(sent?.source, 'poster-A');
  const [header] = String(sent?.idToken).split('.');
  assert.equal(JSON.parse(Buffer.from(header ?? '', 'base64url').toString()).alg, 'ES256');
  await page.waitForFunction(() => !/code=|state=|liffClientId/.test(location.search));
  assert.deepEqual(
    ['GET api.line.me', 'GET access.line.me', 'POST api.line.me', 'GET api.line.me'].map((want) =>
      asked.some((one) => one.startsWith(want)),
    ),
    [true, true, true, true],
  );
  assert.ok(asked.includes(`GET api.line.me/liff/v2/apps/${LIFF_ID}/contextToken`));
  assert.ok(asked.includes('POST api.line.me/oauth2/v2.1/token'));
  assert.ok(asked.includes('GET api.line.me/oauth2/v2.1/certs'));
  await close();
});

test('Whoever refuses at LINE’s login is told so, and can try again', async () => {
  const { page, close } = await visit('none');
  await page.goto(`${base}/liff/`);
  await page.waitForURL(/^https:\/\/access\.line\.me\//);
  await page.getByRole('button', { name: '取消' }).click();
  await page.getByRole('button', { name: '再試一次' }).waitFor();
  assert.equal(loyalty.asked('/session').length, 0);
  await close();
});

test('A link of LINE’s with a path ends at that page: through liff.state, the login and back', async () => {
  const { page, close } = await visit('member');
  await page.context().addCookies([{ name: 'm', value: '1', url: base }]);
  await page.goto(`https://liff.line.me/${LIFF_ID}/coupons/c2?src=story`);
  await page.getByRole('heading', { name: '生日禮 手工蛋糕一份' }).waitFor();
  await page.waitForFunction(() => location.pathname === '/liff/coupons/c2');
  await close();
});

test('Inside LINE the first URL logs in by itself: tokens checked with LINE, deep link followed, nothing left in the address', async () => {
  const { page, asked, close } = await visit('none', true);
  const { url } = await line.control<{ url: string }>(`/users/${person.userId}/liff`, {
    url: `https://liff.line.me/${LIFF_ID}/join?src=chat`,
  });
  await page.goto(url);
  await page.getByRole('heading', { name: '加入會員' }).waitFor();
  const sent = loyalty.asked('/session').at(-1)?.body;
  assert.equal((await line.verify(String(sent?.idToken), CHANNEL)).sub, person.userId);
  assert.equal(sent?.source, 'chat');
  await page.waitForFunction(() => location.hash === '' && location.pathname === '/liff/join');
  assert.ok(asked.includes('GET api.line.me/oauth2/v2.1/verify'));
  assert.ok(!asked.some((one) => one.includes('access.line.me')), 'it asked to log in inside LINE');
  await close();
});

test('Profile, friendship, tokens and permissions are what LINE says of the person who logged in', async () => {
  const { page, close } = await visit('none');
  await page.goto(`${base}/liff/sdk/`);
  await page.waitForFunction(() => 'sdk' in window);
  const init = (id: string) => page.evaluate((liffId) => window.sdk.init({ liffId }), id);
  await init(LIFF_ID);
  assert.equal(await page.evaluate(() => window.sdk.isLoggedIn()), false);
  await page.evaluate(() => window.sdk.login({ redirectUri: location.href }));
  await page.waitForURL(/^https:\/\/access\.line\.me\//);
  await choose(page, '林小美');
  await page.waitForURL(/\/liff\/sdk\//);
  await page.waitForFunction(() => 'sdk' in window);
  await init(LIFF_ID);

  const told = () =>
    page.evaluate(async () => ({
      profile: await window.sdk.getProfile(),
      friend: (await window.sdk.getFriendship()).friendFlag,
      sub: window.sdk.getDecodedIDToken()?.sub,
      inClient: window.sdk.isInClient(),
      context: window.sdk.getContext()?.type,
      permission: (await window.sdk.permission.query('profile')).state,
      link: window.sdk.permanentLink.createUrl(),
      loggedIn: window.sdk.isLoggedIn(),
    }));
  const before = await told();
  assert.equal(before.profile.userId, person.userId);
  assert.equal(before.profile.displayName, '林小美');
  assert.deepEqual(
    [before.friend, before.sub, before.inClient, before.context, before.permission, before.loggedIn],
    [false, person.userId, false, 'external', 'granted', true],
  );
  assert.match(before.link, new RegExp(`^https://liff\\.line\\.me/${LIFF_ID}/sdk`));
  await line.control(`/users/${person.userId}/follow`, {});
  assert.equal((await told()).friend, true);

  const gone = await page.evaluate(() => {
    window.sdk.logout();
    return [window.sdk.isLoggedIn(), window.sdk.getAccessToken(), window.sdk.getIDToken()];
  });
  assert.deepEqual(gone, [false, null, null]);
  await close();
});

async function memberAtProfile(page: Page) {
  await page.goto(`${base}/liff/profile`);
  await page.waitForURL(/^https:\/\/access\.line\.me\//);
  loyalty.session = 'member';
  await choose(page, '林小美');
  await page.getByRole('button', { name: '推薦給朋友' }).waitFor();
}

test('The share target picker in a window of its own really reaches the friend’s phone', async () => {
  const friend = await line.person('洪信宏');
  const { page, close } = await visit('none');
  await memberAtProfile(page);
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: '推薦給朋友' }).click();
  const picker = await opened;
  await picker.getByLabel('洪信宏').check();
  await picker.getByRole('button', { name: '分享' }).click();
  await page.getByText('已傳送給朋友').waitFor();
  const chat = await line.control<{ items: { from: string; message?: { text: string } }[] }>(
    `/users/${friend.userId}/chat`,
  );
  const got = chat.items.filter((item) => item.from === 'friend');
  assert.equal(got.length, 1);
  assert.match(got[0]?.message?.text ?? '', new RegExp(`https://liff\\.line\\.me/${LIFF_ID}/join`));
  await close();
});

test('A cancelled picker is no success and no error', async () => {
  const { page, close } = await visit('none');
  await memberAtProfile(page);
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: '推薦給朋友' }).click();
  const picker = await opened;
  const answered = page.waitForResponse(
    async (r) => r.url().includes('/shareTargetPicker/result') && (await r.text()).includes('CANCEL'),
  );
  await picker.getByRole('button', { name: '取消' }).click();
  await answered;
  assert.equal(await page.getByText('已傳送給朋友').count(), 0);
  await close();
});

test('Where the console has the picker switched off, the page copies what to say', async () => {
  await line.control('/liff/share-target-picker', { enabled: false });
  try {
    const { page, close } = await visit('none');
    await memberAtProfile(page);
    await page.evaluate(() => {
      // A desktop browser without a share sheet.
      Object.defineProperty(navigator, 'share', { value: undefined });
    });
    await page.getByRole('button', { name: '推薦給朋友' }).click();
    await page.getByText('已複製推薦文字，貼給朋友就可以了').waitFor();
    assert.match(
      await page.evaluate(() => navigator.clipboard.readText()),
      new RegExp(`https://liff\\.line\\.me/${LIFF_ID}/join\\?src=friend`),
    );
    await close();
  } finally {
    await line.control('/liff/share-target-picker', { enabled: true });
  }
});

test('Signing out forgets LINE’s tokens, and the next sign-in goes through LINE’s login again', async () => {
  const { page, close } = await visit('none');
  await memberAtProfile(page);
  const kept = () =>
    page.evaluate(
      (id) => Object.keys(localStorage).filter((k) => k.startsWith(`LIFF_STORE:${id}`) && /token/i.test(k)),
      LIFF_ID,
    );
  assert.notDeepEqual(await kept(), []);
  await page.getByRole('button', { name: '登出' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '登出' }).click();
  await page.getByRole('button', { name: '使用 LINE 登入' }).click();
  await page.waitForURL(/^https:\/\/access\.line\.me\/liff\/v1\/authorize/);
  await page.goBack();
  assert.deepEqual(await kept(), []);
  await close();
});
