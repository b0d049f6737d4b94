import { cleanup, render, screen, waitFor } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import '../src/admin.css';
import { mountPicture } from '../src/pictures/mount';

const real = window.fetch;
const kept = `/pictures/${'a'.repeat(64)}.png`;
let asked: { address: string; file: File | null }[] = [];
let answer: () => Response;

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

async function picture(width: number, height: number, type: string) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.fillRect(0, 0, width, height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, type));
  return new File([blob ?? ''], 'poster', { type });
}

/** The page's form as the server draws it. */
function form(value = '') {
  document.documentElement.lang = 'zh-Hant-TW';
  const { container } = render(
    <form>
      <div data-picture data-name="Form.ImageUrl" data-label="圖片" data-hint="建議 4:3" data-wrong="">
        <input name="Form.ImageUrl" value={value} />
      </div>
    </form>,
  );
  const host = container.querySelector<HTMLElement>('[data-picture]');
  if (host) mountPicture(host);
  const drawn = container.querySelector('form') as HTMLFormElement;
  let heard = 0;
  drawn.addEventListener('change', () => heard++);
  return { sent: () => new FormData(drawn).getAll('Form.ImageUrl'), heard: () => heard, drawn };
}

beforeEach(() => {
  asked = [];
  answer = () => json({ url: kept, width: 40, height: 30 });
  window.fetch = (async (input: RequestInfo | URL, init?: RequestInit) => {
    const file = init?.body instanceof FormData ? (init.body.get('file') as File) : null;
    asked.push({ address: String(input), file });
    return answer();
  }) as typeof fetch;
});
afterEach(() => {
  cleanup();
  window.fetch = real;
});

test('a chosen file is made small enough, uploaded, shown and sent with the form', async () => {
  const { sent, heard } = form();
  expect(sent()).toEqual(['']);
  await userEvent.upload(screen.getByLabelText('圖片：上傳圖片'), await picture(3000, 1500, 'image/png'));
  const shown = await screen.findByAltText('目前的圖片');
  expect(shown.getAttribute('src')).toBe(kept);
  expect(sent()).toEqual([kept]);
  expect(heard()).toBeGreaterThan(0);
  const file = asked[0]?.file as File;
  const read = await createImageBitmap(file);
  expect([asked[0]?.address, file.type, read.width, read.height]).toEqual([
    '/admin/pictures',
    'image/jpeg',
    1024,
    512,
  ]);
  await userEvent.click(screen.getByRole('button', { name: '移除' }));
  expect(sent()).toEqual(['']);
});

test('what is no picture, and what the server refuses, is told in words', async () => {
  const { sent } = form('https://shop.example/a.jpg');
  const upload = screen.getByLabelText('圖片：上傳圖片');
  await userEvent.upload(upload, new File(['words'], 'list.png', { type: 'image/png' }));
  expect((await screen.findByRole('alert')).textContent).toContain('請選擇 JPEG 或 PNG 圖片');
  expect(asked).toHaveLength(0);
  answer = () => json({ title: '圖片超過 1 MB，請縮小後再上傳。' }, 422);
  await userEvent.upload(upload, await picture(40, 30, 'image/png'));
  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('超過 1 MB'));
  expect(sent()).toEqual(['https://shop.example/a.jpg']);
});

test('one used before is chosen again, and an address of another site can be written', async () => {
  const { sent, drawn } = form();
  answer = () => json({ pictures: [{ url: kept, width: 40, height: 30 }] });
  await userEvent.click(screen.getByRole('button', { name: '用過的圖片' }));
  await userEvent.click(await screen.findByRole('button', { name: '選用 40×30 的圖片' }));
  expect([asked[0]?.address, sent()]).toEqual(['/admin/pictures?handler=Recent', [kept]]);
  expect(drawn.querySelector('details')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: '移除' }));
  await userEvent.click(screen.getByText('或使用其他網站上的圖片'));
  await userEvent.type(screen.getByLabelText('圖片：網址'), 'https://shop.example/b.jpg');
  expect(sent()).toEqual(['https://shop.example/b.jpg']);
});
