import { screen, waitFor, within } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { asked, openApp, user } from '../../tests/support/app.tsx';
import { Loyalty } from '../../tests/support/loyalty.ts';

const open = (loyalty = new Loyalty()) => openApp({ session: 'member', loyalty, url: '/liff/profile' });

test('The profile shows what is known, the number only in part', async () => {
  await open();
  expect(await screen.findByText('0912***678')).toBeVisible();
  expect(screen.getByText('1990/8/16')).toBeVisible();
  expect(screen.getByText('男')).toBeVisible();
});

test('Marketing messages are switched off with one tap, and on again', async () => {
  const loyalty = await open();
  const toggle = await screen.findByRole('switch', { name: '接收優惠訊息' });
  expect(toggle).toBeChecked();
  await user.click(toggle);
  await waitFor(() => expect(toggle).not.toBeChecked());
  expect(await screen.findByText('已儲存')).toBeVisible();
  await user.click(toggle);
  await waitFor(() => expect(toggle).toBeChecked());
  expect(loyalty.calls.filter((call) => call.method === 'PUT').map((call) => call.body)).toEqual([
    { marketingOptIn: false },
    { marketingOptIn: true },
  ]);
});

test('A switch that the server refused stays as it was', async () => {
  const loyalty = await open();
  const toggle = await screen.findByRole('switch', { name: '接收優惠訊息' });
  loyalty.offline = true;
  await user.click(toggle);
  expect(await screen.findByText('連不上網路，請確認連線後再試一次。')).toBeVisible();
  expect(toggle).toBeChecked();
});

test('Only what changed is sent, and the card shows the new name', async () => {
  const loyalty = await open();
  await user.click(await screen.findByRole('button', { name: '編輯資料' }));
  const name = await screen.findByLabelText('姓名');
  await user.clear(name);
  await user.type(name, '王小明');
  await user.click(screen.getByRole('button', { name: '儲存' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(loyalty.calls.find((call) => call.method === 'PUT')?.body).toEqual({ name: '王小明' });
  await user.click(screen.getByRole('link', { name: '會員卡' }));
  expect(await screen.findByText('王小明')).toBeVisible();
});

test('A birthday that is set cannot be edited; one that is missing can be given once', async () => {
  const loyalty = new Loyalty();
  await open(loyalty);
  await user.click(await screen.findByRole('button', { name: '編輯資料' }));
  expect(await screen.findByText(/生日只能設定一次/)).toBeVisible();
  expect(screen.queryByLabelText('月')).toBeNull();
  await user.click(screen.getByRole('button', { name: '關閉' }));

  loyalty.profile = { ...loyalty.profile, birthday: null };
  await user.click(screen.getByRole('link', { name: '會員卡' }));
  await user.click(screen.getByRole('link', { name: '我的' }));
  await user.click(await screen.findByRole('button', { name: '編輯資料' }));
  await user.selectOptions(await screen.findByLabelText(/^年/), '2000');
  await user.selectOptions(screen.getByLabelText('月'), '2');
  await user.selectOptions(screen.getByLabelText('日'), '29');
  await user.click(screen.getByRole('button', { name: '儲存' }));
  expect(await screen.findByText('2000/2/29')).toBeVisible();
  expect(loyalty.calls.find((call) => call.method === 'PUT')?.body).toEqual({ birthday: '2000-02-29' });
});

test('The language changes at once, is remembered and is told to the server', async () => {
  const loyalty = await open();
  await user.selectOptions(await screen.findByLabelText('語言'), 'en');
  expect(await screen.findByRole('heading', { name: 'Me' })).toBeVisible();
  expect(document.documentElement.lang).toBe('en');
  await waitFor(() => expect(document.title).toBe('Morning Light Coffee member card'));
  expect(localStorage.getItem('liff.language')).toBe('en');
  await waitFor(() =>
    expect(loyalty.calls.find((call) => call.method === 'PUT')?.body).toEqual({ language: 'en' }),
  );
});

test('The terms tell which version was agreed to when, and whether there is a newer one', async () => {
  const loyalty = new Loyalty();
  loyalty.config = { ...loyalty.config, consent: { ...loyalty.config.consent, version: '2026-09' } };
  await open(loyalty);
  await user.click(await screen.findByRole('button', { name: '會員條款與個資聲明' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(await dialog.findByText('您於 2026/1/5 同意版本 2026-01')).toBeVisible();
  expect(dialog.getByText('目前版本 2026-09')).toBeVisible();
  expect(dialog.getByRole('link', { name: '隱私權政策' })).toHaveAttribute(
    'href',
    'https://example.com/privacy',
  );
});

test('Signing out leaves nothing of the member on the phone', async () => {
  const loyalty = await open();
  await asked(loyalty, '/card');
  await waitFor(() => expect(localStorage.getItem('liff.card')).not.toBeNull());
  await user.click(await screen.findByRole('button', { name: '登出' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.click(await dialog.findByRole('button', { name: '登出' }));
  expect(await screen.findByText('您已登出')).toBeVisible();
  expect(loyalty.asked('/session/end')).toHaveLength(1);
  expect(localStorage.getItem('liff.card')).toBeNull();
  expect(screen.queryByRole('navigation')).toBeNull();
});

test('An e-mail address is told, proved by the code sent to it, and can be taken off', async () => {
  const loyalty = await open();
  await user.click(await screen.findByRole('button', { name: '填寫電子郵件' }));
  await user.type(await screen.findByLabelText('電子郵件地址'), 'mei at home');
  await user.click(screen.getByRole('button', { name: '儲存' }));
  expect(await screen.findByText(/請輸入有效的電子郵件/)).toBeVisible();
  await user.clear(screen.getByLabelText('電子郵件地址'));
  await user.type(screen.getByLabelText('電子郵件地址'), 'mei@mail.example');
  await user.click(screen.getByRole('button', { name: '儲存' }));
  expect(await screen.findByText(/驗證碼已寄到 m•••@mail.example/)).toBeVisible();
  await user.type(screen.getByLabelText('6 位數驗證碼'), '111111');
  await user.click(screen.getByRole('button', { name: '確認' }));
  expect(await screen.findByText('驗證碼不正確，還可以再試 4 次')).toBeVisible();
  await user.type(screen.getByLabelText('6 位數驗證碼'), '482915');
  await user.click(screen.getByRole('button', { name: '確認' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(screen.getByText('已確認')).toBeVisible();
  await user.click(screen.getByRole('button', { name: '修改' }));
  await user.click(await screen.findByRole('button', { name: '移除這個電子郵件' }));
  expect(await screen.findByText('已移除電子郵件')).toBeVisible();
  expect(loyalty.email.emailMasked).toBeNull();
});

test('Without a way to send a code the address stays unconfirmed, and the page says so', async () => {
  const loyalty = new Loyalty();
  loyalty.email = { ...loyalty.email, canConfirm: false };
  await open(loyalty);
  await user.click(await screen.findByRole('button', { name: '填寫電子郵件' }));
  await user.type(await screen.findByLabelText('電子郵件地址'), 'mei@mail.example');
  await user.click(screen.getByRole('button', { name: '儲存' }));
  expect(await screen.findByText(/確認前不會寄信/)).toBeVisible();
  expect(screen.getByText('未確認')).toBeVisible();
  expect(screen.queryByRole('button', { name: '輸入驗證碼' })).toBeNull();
});
