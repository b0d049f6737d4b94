import type { LiffConfig } from '../api/types.ts';
import type { FirstUrl } from './first-url.ts';
import { liffUrl, type Platform, shareOutside } from './platform.ts';

type Request =
  | { liff: 'closeWindow' }
  | { liff: 'openWindow'; url: string; external: boolean }
  | { liff: 'shareTargetPicker'; messages: { type: 'text'; text: string }[] }
  | { liff: 'scanCode' }
  | { liff: 'title'; title: string; canGoBack: boolean };

interface Answer {
  liff?: string;
  id?: string;
  value?: unknown;
  error?: { code: string; message: string };
}

// Phones side by side share the storage of their browser tab; a frame's name is its own, and outlives a reload too.
const TOKEN = 'liff.idToken=';
const keptToken = () => (window.name.startsWith(TOKEN) ? window.name.slice(TOKEN.length) : null);
const keepToken = (token: string | null) => {
  window.name = token ? TOKEN + token : '';
};

/** Talks to the emulator's phone the way the SDK talks to the LINE app around it. */
export function startEmulator(config: LiffConfig, first: FirstUrl): Platform {
  const inFrame = window.parent !== window;
  const emulator = (config.emulatorUrl ?? '').replace(/\/$/, '');
  if (first.idToken) {
    keepToken(first.idToken);
    // LINE's SDK also takes the tokens out of the address bar.
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  if (inFrame) {
    followTitle();
    listen();
  }
  return {
    inClient: inFrame,
    language: navigator.language,
    idToken: keptToken,
    logIn(returnTo) {
      keepToken(null);
      if (inFrame) tell({ liff: 'openWindow', url: liffUrl(config.liffId, returnTo), external: false });
      else location.assign(`${emulator}/liff/open/${config.liffId}${returnTo === '/' ? '' : returnTo}`);
    },
    logOut: () => keepToken(null),
    closeWindow: () => tell({ liff: 'closeWindow' }),
    openWindow(url) {
      if (inFrame) tell({ liff: 'openWindow', url, external: true });
      else window.open(url, '_blank', 'noopener');
    },
    async share(text) {
      if (!inFrame) return shareOutside(text);
      const result = await ask({ liff: 'shareTargetPicker', messages: [{ type: 'text', text }] });
      return (result as { status?: string } | null)?.status === 'success' ? 'sent' : null;
    },
    async scan() {
      const result = await ask({ liff: 'scanCode' });
      return (result as { value?: string } | null)?.value ?? null;
    },
  };
}

/** LINE's header shows the page's title; a frame of another origin must be told it. */
function followTitle(): void {
  const history = (window as { navigation?: EventTarget & { canGoBack: boolean } }).navigation;
  const say = () => tell({ liff: 'title', title: document.title, canGoBack: history?.canGoBack ?? false });
  const title = document.querySelector('title');
  if (title) new MutationObserver(say).observe(title, { childList: true });
  history?.addEventListener('currententrychange', say);
  say();
}

/** What the phone around the page wants: to go back, or to know the code that its screen shows to another phone's scanner. */
function listen(): void {
  window.addEventListener('message', (event) => {
    const data = event.data as { liff?: string; id?: number } | null;
    if (event.source !== window.parent) return;
    if (data?.liff === 'back') history.back();
    if (data?.liff === 'shownCode')
      window.parent.postMessage({ liff: 'shownCode', id: data.id, value: shownCode() }, '*');
  });
}

/** The code on top: a sheet comes after the page it covers, and a QR code says more than a barcode. */
function shownCode(): string | null {
  const codes = [...document.querySelectorAll<SVGElement>('svg[data-code]')];
  const qr = codes.filter((code) => code.classList.contains('qr'));
  return (qr.at(-1) ?? codes.at(-1))?.dataset.code ?? null;
}

function tell(request: Request, id: string = crypto.randomUUID()): string {
  // The phone may be served from any port of this machine; nothing secret is sent.
  window.parent.postMessage({ ...request, id }, '*');
  return id;
}

function ask(request: Request): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const id = crypto.randomUUID();
    const onAnswer = (event: MessageEvent) => {
      const data = event.data as Answer | null;
      if (event.source !== window.parent || data?.liff !== 'result' || data.id !== id) return;
      window.removeEventListener('message', onAnswer);
      if (data.error) reject(new Error(data.error.message));
      else resolve(data.value ?? null);
    };
    window.addEventListener('message', onAnswer);
    tell(request, id);
  });
}
