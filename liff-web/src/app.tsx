import { useSignalEffect } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { brandName } from './brand.ts';
import { CardPage } from './card/CardPage.tsx';
import { t } from './i18n/index.ts';
import { afterJoin, followHistory, go, href, onLink, path } from './router.ts';
import {
  config,
  failure,
  followNetwork,
  held,
  LoginFailed,
  phase,
  refresh,
  signInAgain,
  startPlatformLater,
} from './session.ts';
import { CardSkeleton } from './ui/CardSkeleton.tsx';
import { brandColours } from './ui/colour.ts';
import { Icon, type IconName } from './ui/Icon.tsx';
import { Failed, Rows, Toast } from './ui/states.tsx';

const LINE_AFTER_CARD = 300;
const CARD_OLD = 60_000;

type Pages =
  | 'check-in'
  | 'coupons'
  | 'draws'
  | 'earn'
  | 'family'
  | 'give-points'
  | 'points-gift'
  | 'gift'
  | 'history'
  | 'join'
  | 'missions'
  | 'profile'
  | 'referral'
  | 'rewards'
  | 'stamps'
  | 'tier';

const pages: Record<Pages, () => Promise<{ default: ComponentType }>> = {
  'check-in': () => import('./earn/CheckInPage.tsx'),
  coupons: () => import('./coupons/CouponsPage.tsx'),
  draws: () => import('./draws/DrawsPage.tsx'),
  earn: () => import('./earn/EarnPage.tsx'),
  family: () => import('./family/FamilyPage.tsx'),
  'give-points': () => import('./points/GivePointsPage.tsx'),
  'points-gift': () => import('./points/PointsGiftPage.tsx'),
  gift: () => import('./gift/GiftPage.tsx'),
  history: () => import('./history/HistoryPage.tsx'),
  join: () => import('./join/JoinPage.tsx'),
  missions: () => import('./missions/MissionsPage.tsx'),
  profile: () => import('./profile/ProfilePage.tsx'),
  referral: () => import('./referral/ReferralPage.tsx'),
  rewards: () => import('./rewards/RewardsPage.tsx'),
  stamps: () => import('./stamps/StampsPage.tsx'),
  tier: () => import('./tier/TierPage.tsx'),
};

const TABS: readonly {
  to: string;
  label: 'tab.card' | 'tab.coupons' | 'tab.history' | 'tab.profile';
  icon: IconName;
}[] = [
  { to: '/', label: 'tab.card', icon: 'card' },
  { to: '/coupons', label: 'tab.coupons', icon: 'coupon' },
  { to: '/history', label: 'tab.history', icon: 'history' },
  { to: '/profile', label: 'tab.profile', icon: 'person' },
];

export function App() {
  usePaint();
  useRefreshing();
  const showTabs = phase.value === 'member';
  return (
    <div class="app">
      <main class={showTabs ? 'with-tabs' : ''}>
        <Screen />
      </main>
      {showTabs && <Tabs />}
      <Toast />
    </div>
  );
}

function Screen() {
  switch (phase.value) {
    case 'starting':
      return <CardSkeleton />;
    case 'failed':
      return <NotStarted />;
    case 'signedOut':
      return <SignedOut />;
    case 'guest':
      return <Later page={guestPage(path.value)} />;
    case 'member':
      return <MemberScreen />;
  }
}

function MemberScreen() {
  const [, page = ''] = path.value.split('/');
  const card = held.value;
  // A member who opens the join link already has what it leads to.
  if (card && (page === '' || page === 'join' || page === 'card')) return <CardPage held={card} />;
  if (isPage(page) && page !== 'join') return <Later page={page} />;
  return (
    <div class="page note-box">
      <h1>{t('app.notFound')}</h1>
      <button type="button" class="button" onClick={() => go('/')}>
        {t('app.toCard')}
      </button>
    </div>
  );
}

/** Gifts may be looked at before joining; everything else begins with joining, and goes on where the link led. */
function guestPage(to: string): Pages {
  if (to.startsWith('/gift/')) return 'gift';
  if (to.startsWith('/points-gift/')) return 'points-gift';
  if (to.startsWith('/family/')) return 'family';
  if (to.startsWith('/check-in/') && afterJoin.value === null) afterJoin.value = to;
  return 'join';
}

const isPage = (page: string): page is Pages => Object.hasOwn(pages, page);

/** A page whose code comes when it is first wanted. */
function Later({ page }: { page: Pages }) {
  const [found, set] = useState<{ page: Pages; View: ComponentType } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const load = () => {
    setError(null);
    pages[page]().then((module) => set({ page, View: module.default }), setError);
  };
  useEffect(load, [page]);
  // A browser may remember the failure, and a new version has other files: both need the page anew.
  if (error) return <Failed error={error} onRetry={() => (navigator.onLine ? location.reload() : load())} />;
  if (found?.page !== page) {
    return (
      <div class="page">
        <Rows count={4} height={88} />
      </div>
    );
  }
  return <found.View />;
}

function NotStarted() {
  const loginFailed = failure.value instanceof LoginFailed;
  return (
    <div class="page">
      <h1 class="unseen">{t('app.title')}</h1>
      {loginFailed ? (
        <div class="note-box" role="alert">
          <p class="note-title">{t('app.loginFailed')}</p>
          <button type="button" class="button" onClick={() => void signInAgain()}>
            {t('app.logIn')}
          </button>
        </div>
      ) : (
        <Failed error={failure.value} onRetry={() => void refresh()} />
      )}
    </div>
  );
}

function SignedOut() {
  return (
    <div class="page">
      <div class="note-box">
        <h1>{t('app.signedOut')}</h1>
        <p>{t('app.signedOutHint')}</p>
        <button type="button" class="button" onClick={() => void signInAgain()}>
          {t('app.logIn')}
        </button>
      </div>
    </div>
  );
}

function Tabs() {
  const here = `/${path.value.split('/')[1] ?? ''}`;
  return (
    <nav class="tabs" aria-label={t('app.tabs')}>
      {TABS.map((tab) => (
        <a
          key={tab.to}
          href={href(tab.to)}
          onClick={onLink}
          aria-current={
            here === tab.to ||
            (tab.to === '/' &&
              ['/join', '/tier', '/rewards', '/stamps', '/draws', '/missions', '/earn', '/check-in'].includes(
                here,
              )) ||
            (tab.to === '/coupons' && here === '/gift') ||
            (tab.to === '/history' && ['/give-points', '/points-gift', '/family'].includes(here)) ||
            (tab.to === '/profile' && here === '/referral')
              ? 'page'
              : undefined
          }
        >
          <Icon name={tab.icon} />
          <span>{t(tab.label)}</span>
        </a>
      ))}
    </nav>
  );
}

/** The brand's colours, and the title and language of the document. */
function usePaint(): void {
  useSignalEffect(() => {
    const root = document.documentElement;
    const color = config.value?.brand.color;
    if (color)
      for (const [name, value] of Object.entries(brandColours(color))) root.style.setProperty(name, value);
    const brand = brandName();
    document.title = brand ? t('card.memberCard', { brand }) : t('app.title');
  });
}

/** After the card is painted: the platform, the other pages' code, and the newest data whenever somebody looks again. */
function useRefreshing(): void {
  const isMember = phase.value === 'member';
  useEffect(followHistory, []);
  useEffect(followNetwork, []);
  useEffect(() => {
    if (!isMember) return;
    const platform = window.setTimeout(() => {
      void startPlatformLater();
      // Fetched ahead, so that the other tabs open at once, and still open without a network.
      for (const load of [pages.coupons, pages.history, pages.profile, pages.tier]) load().catch(() => {});
    }, LINE_AFTER_CARD);
    let last = Date.now();
    const look = () => {
      if (document.visibilityState !== 'visible' || Date.now() - last < CARD_OLD - 1_000) return;
      last = Date.now();
      void refresh();
    };
    const timer = window.setInterval(look, CARD_OLD);
    document.addEventListener('visibilitychange', look);
    return () => {
      window.clearTimeout(platform);
      window.clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [isMember]);
}
