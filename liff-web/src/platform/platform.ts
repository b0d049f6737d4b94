import type { LiffConfig } from '../api/types.ts';
import type { FirstUrl } from './first-url.ts';

/** Sent by LINE or the phone's own share sheet, or put where the person can paste it from. */
export type Shared = 'sent' | 'copied' | null;

/** What the pages may ask of the app they run in. One file per platform answers it. */
export interface Platform {
  /** True inside LINE (or the emulator's phone), false in a plain browser. */
  readonly inClient: boolean;
  /** Language of the app around us, as a BCP 47 tag. */
  readonly language: string | null;
  /** The signed token that says who opened the page; null when nobody is logged in yet. */
  idToken(): string | null;
  /** Leaves the page to log in and comes back to `returnTo`, a path below /liff/. */
  logIn(returnTo: string): void;
  /** Forgets the token the platform keeps. */
  logOut(): void;
  closeWindow(): void;
  openWindow(url: string): void;
  /** Offers a text to friends. Null when the person cancelled. */
  share(text: string): Promise<Shared>;
  /** Reads a QR code with the camera. Null when the person cancelled. */
  scan(): Promise<string | null>;
}

/** The address of the page as opened from a chat. */
export function liffUrl(liffId: string, path: string): string {
  return `https://liff.line.me/${liffId}${path === '/' ? '' : path}`;
}

/** Where LINE's picker of friends cannot open: the phone's own share sheet, else the clipboard. */
export async function shareOutside(text: string): Promise<Shared> {
  if (typeof navigator.share === 'function') {
    try {
      await navigator.share({ text });
      return 'sent';
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return null;
      // A browser that has the sheet but may not open it here still has a clipboard.
    }
  }
  await navigator.clipboard.writeText(text);
  return 'copied';
}

/** Starts the platform the server names. LINE's SDK is a chunk of its own, loaded only here. */
export async function startPlatform(config: LiffConfig, first: FirstUrl): Promise<Platform> {
  if (config.platform === 'emulator') {
    const { startEmulator } = await import('./emulator.ts');
    return startEmulator(config, first);
  }
  const { startLiff } = await import('./liff.ts');
  return startLiff(config.liffId);
}
