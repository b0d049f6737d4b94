import CloseWindow from '@line/liff/close-window';
import liff from '@line/liff/core';
import GetAppLanguage from '@line/liff/get-app-language';
import GetIDToken from '@line/liff/get-id-token';
import IsApiAvailable from '@line/liff/is-api-available';
import IsInClient from '@line/liff/is-in-client';
import IsLoggedIn from '@line/liff/is-logged-in';
import Login from '@line/liff/login';
import Logout from '@line/liff/logout';
import OpenWindow from '@line/liff/open-window';
import ScanCodeV2 from '@line/liff/scan-code-v2';
import ShareTargetPicker from '@line/liff/share-target-picker';
import { Unreachable } from '../api/client.ts';
import { liffUrl, type Platform, shareOutside } from './platform.ts';

// One call each: a loop over an array loses the types. All before init: LINE does not support it later.
liff.use(new IsInClient());
liff.use(new IsLoggedIn());
liff.use(new Login());
liff.use(new Logout());
liff.use(new GetIDToken());
liff.use(new GetAppLanguage());
liff.use(new IsApiAvailable());
liff.use(new CloseWindow());
liff.use(new OpenWindow());
liff.use(new ScanCodeV2());
liff.use(new ShareTargetPicker());

// init never settles when LINE's servers hang.
const INIT_LIMIT = 8_000;

export async function startLiff(liffId: string): Promise<Platform> {
  await Promise.race([
    liff.init({ liffId }),
    new Promise((_, reject) =>
      setTimeout(() => reject(new Unreachable('LIFF did not start in time')), INIT_LIMIT),
    ),
  ]);
  const inClient = liff.isInClient();
  return {
    inClient,
    language: liff.getAppLanguage(),
    idToken: () => (liff.isLoggedIn() ? liff.getIDToken() : null),
    logIn(returnTo) {
      // Inside LINE a new token comes only with a new opening of the LIFF URL.
      if (inClient) location.assign(liffUrl(liffId, returnTo));
      else liff.login({ redirectUri: `${location.origin}/liff${returnTo}` });
    },
    logOut() {
      if (liff.isLoggedIn()) liff.logout();
    },
    closeWindow: () => liff.closeWindow(),
    openWindow: (url) => liff.openWindow({ url, external: true }),
    async share(text) {
      if (!liff.isApiAvailable('shareTargetPicker')) return shareOutside(text);
      const result = await liff.shareTargetPicker([{ type: 'text', text }]);
      return result?.status === 'success' ? 'sent' : null;
    },
    async scan() {
      const result = await liff.scanCodeV2();
      return result.value ?? null;
    },
  };
}
