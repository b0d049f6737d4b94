import { signal } from '@preact/signals';
import { belowBase } from './platform/first-url.ts';

/** Path below /liff, such as `/coupons/12`. */
export const path = signal('/');

// LIFF's init fails when the URL was changed before it ran, so until then the path lives only here.
let mayWrite = false;
let sheets = 0;

export function startRouter(first: string): void {
  mayWrite = false;
  sheets = 0;
  path.value = first;
}

/** Follows the back button; returns how to stop. */
export function followHistory(): () => void {
  const onPop = () => {
    if (sheets > 0) sheets--;
    else path.value = belowBase(location.pathname);
  };
  window.addEventListener('popstate', onPop);
  return () => window.removeEventListener('popstate', onPop);
}

/** Where a guest wanted to go, for after they have joined. */
export const afterJoin = signal<string | null>(null);

/** Called when the platform has started: from here on the address bar tells where we are. */
export function unlockUrl(): void {
  if (mayWrite) return;
  mayWrite = true;
  history.replaceState({}, '', href(path.value));
}

export function href(to: string): string {
  return `/liff${to}`;
}

export function go(to: string, how: 'push' | 'replace' = 'push'): void {
  if (mayWrite) {
    // A sheet's own entry becomes the new page's, so that "back" does not return to an empty sheet.
    if (how === 'replace' || sheets > 0) history.replaceState({}, '', href(to));
    else history.pushState({}, '', href(to));
  }
  sheets = 0;
  path.value = to;
  window.scrollTo(0, 0);
}

/** Gives an open sheet its own history entry, so that "back" closes it first. Returns how to leave it. */
export function enterSheet(close: () => void): () => void {
  if (!mayWrite) return () => {};
  const mine = ++sheets;
  history.pushState({ sheet: mine }, '');
  let popped = false;
  const onPop = () => {
    if (sheets >= mine) return;
    popped = true;
    close();
  };
  window.addEventListener('popstate', onPop);
  return () => {
    window.removeEventListener('popstate', onPop);
    if (!popped && sheets >= mine) history.back();
  };
}

/** For links that stay inside the page. */
export function onLink(event: MouseEvent): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.currentTarget as HTMLAnchorElement;
  event.preventDefault();
  go(belowBase(new URL(link.href).pathname));
}
