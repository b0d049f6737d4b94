// LINE's whole LIFF SDK and nothing else: what our own page does not use is asked here.
import liff from '@line/liff';

declare global {
  interface Window {
    sdk: typeof liff;
  }
}

window.sdk = liff;
