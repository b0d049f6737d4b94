import { render, waitFor } from '@testing-library/preact';
import { userEvent } from '@testing-library/user-event';
import { afterEach, vi } from 'vitest';
import '../../src/styles/index.ts';
import type { MemberState } from '../../src/api/types.ts';
import { App } from '../../src/app.tsx';
import { setLanguage } from '../../src/i18n/index.ts';
import { keepCard, keepSubject } from '../../src/kept.ts';
import { readFirstUrl } from '../../src/platform/first-url.ts';
import { startRouter } from '../../src/router.ts';
import { start } from '../../src/session.ts';
import { Loyalty } from './loyalty.ts';

export interface Opening {
  loyalty?: Loyalty;
  /** As LINE opens it; the fragment carries the ID token. */
  url?: string;
  session?: Loyalty['session'];
  /** A card kept on the phone by an earlier visit, with the codes of that time. */
  kept?: MemberState;
  /** The LINE account whose session this phone has. */
  subject?: string;
}

export const user = userEvent.setup();

/** An ID token as far as a page can read one. */
export function tokenOf(subject: string): string {
  return `h.${btoa(JSON.stringify({ sub: subject }))}.s`;
}

/** What the server does with Set-Cookie. */
export function setCookie(text: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the page reads it the same way
  document.cookie = `${text}; path=/`;
}

/** Every request of the page goes to `loyalty`, as over a network that may be down. */
function connect(loyalty: Loyalty): void {
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    await Promise.resolve();
    if (loyalty.offline) throw new TypeError('Failed to fetch');
    const answer = loyalty.handle(
      init?.method ?? 'GET',
      url,
      init?.body ? JSON.parse(String(init.body)) : {},
    );
    if (url === '/api/liff/session' && answer.status === 200) setCookie('m=mine');
    return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), {
      status: answer.status,
      headers: { 'content-type': answer.status >= 400 ? 'application/problem+json' : 'application/json' },
    });
  });
}

/** Opens the whole page, from the first URL on. */
export async function openApp(opening: Opening = {}): Promise<Loyalty> {
  const loyalty = opening.loyalty ?? new Loyalty();
  loyalty.session = opening.session ?? loyalty.session;
  connect(loyalty);
  if (loyalty.session !== 'none') setCookie('m=mine');
  if (opening.kept) keepCard({ state: opening.kept, offset: 0 });
  if (opening.subject) keepSubject(opening.subject);
  const first = readFirstUrl(`http://localhost${opening.url ?? '/liff/'}`);
  startRouter(first.path);
  await setLanguage('zh-TW');
  void start(first);
  render(<App />);
  return loyalty;
}

export const asked = (loyalty: Loyalty, path: string, times = 1) =>
  waitFor(() => {
    if (loyalty.asked(path).length < times) throw new Error(`${path} was not asked ${times} times`);
  });

const home = location.href;

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
  sessionStorage.clear();
  window.name = '';
  setCookie('m=; max-age=0');
  history.replaceState({}, '', home);
});
