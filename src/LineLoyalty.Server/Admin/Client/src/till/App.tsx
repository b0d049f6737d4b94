import { useSignal } from '@preact/signals';
import { call, type Problem } from './api';
import { CouponDesk } from './CouponDesk';
import { MemberPanel } from './MemberPanel';
import { ProblemNote } from './parts';
import { RefundDesk } from './RefundDesk';
import { ResultView } from './ResultView';
import { SalePanel } from './SalePanel';
import {
  asProblem,
  chooseStore,
  pending,
  result,
  session,
  start,
  startProblem,
  store,
  stores,
  unpair,
} from './state';
import { language, switchLanguage, w } from './words';

type Desk = 'sale' | 'coupon' | 'refund';

export function App() {
  const desk = useSignal<Desk>('sale');
  const found = session.value;
  if (!found) {
    return (
      <Gate title={w('收銀', 'Till')}>
        {startProblem.value ? (
          <>
            <ProblemNote problem={startProblem.value} />
            <button type="button" class="primary big" onClick={() => void start()}>
              {w('再試一次', 'Try again')}
            </button>
          </>
        ) : (
          <p class="muted">{w('載入中…', 'Loading…')}</p>
        )}
      </Gate>
    );
  }
  if (!found.paired) return <Pairing />;
  if (!store.value) return <StoreChoice />;

  const tabs: [Desk, string][] = [
    ['sale', w('結帳', 'Sale')],
    ['coupon', w('核銷優惠券', 'Coupon')],
    ['refund', w('退貨', 'Refund')],
  ];
  return (
    <>
      <header class="top">
        <span class="brand">{w(found.brand, found.brandEn || found.brand)}</span>
        <button
          type="button"
          class="store-button"
          disabled={!!pending.value}
          onClick={() => chooseStore(null)}
          title={w('更換門市', 'Change store')}
        >
          {w(store.value.name, store.value.nameEn || store.value.name)}
        </button>
        <nav aria-label={w('工作', 'Tasks')}>
          {tabs.map(([key, name]) => (
            <button
              key={key}
              type="button"
              aria-current={desk.value === key ? 'page' : undefined}
              onClick={() => {
                desk.value = key;
              }}
            >
              {name}
            </button>
          ))}
        </nav>
        <span class="top-end">
          <LanguageButton />
          <button type="button" onClick={() => void unpair().catch(() => start())}>
            {w('登出裝置', 'Unpair')}
          </button>
        </span>
      </header>
      {desk.value === 'sale' &&
        (result.value ? (
          <ResultView answer={result.value} />
        ) : (
          <main class="counter">
            <MemberPanel />
            <SalePanel />
          </main>
        ))}
      {desk.value === 'coupon' && <CouponDesk />}
      {desk.value === 'refund' && <RefundDesk />}
    </>
  );
}

function LanguageButton() {
  return (
    <button
      type="button"
      lang={language.value === 'en' ? 'zh-Hant-TW' : 'en'}
      onClick={() => {
        switchLanguage();
      }}
    >
      {language.value === 'en' ? '中文' : 'EN'}
    </button>
  );
}

function Gate(props: { title: string; children: preact.ComponentChildren }) {
  return (
    <main class="gate">
      <div class="gate-card">
        <div class="gate-head">
          <h1>{props.title}</h1>
          <LanguageButton />
        </div>
        {props.children}
      </div>
    </main>
  );
}

function Pairing() {
  const key = useSignal('');
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const staff = session.value?.staff;
  const pair = async (path: string, bearer?: string) => {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    try {
      await call('POST', path, bearer ? { bearer } : {});
      key.value = '';
      await start();
    } catch (e) {
      problem.value = asProblem(e);
    } finally {
      busy.value = false;
    }
  };
  return (
    <Gate title={w('配對這台裝置', 'Pair this device')}>
      <p class="muted">
        {w('配對後即可在此裝置結帳與核銷。', 'Once paired, this device can ring up sales.')}
      </p>
      <ProblemNote problem={problem.value} />
      {staff ? (
        <button
          type="button"
          class="primary big"
          disabled={busy.value}
          onClick={() => void pair('/till/pair/staff')}
        >
          {w(`${staff}，使用此裝置 12 小時`, `${staff}: use this device for 12 hours`)}
        </button>
      ) : (
        <a class="button primary big" href="/admin/sign-in?returnUrl=%2Ftill">
          {w('以員工帳號登入', 'Sign in with a staff account')}
        </a>
      )}
      <div class="or">{w('或', 'or')}</div>
      <form
        class="stack"
        onSubmit={(e) => {
          e.preventDefault();
          void pair('/till/pair', key.value.trim());
        }}
      >
        <label for="key">{w('POS 金鑰', 'POS key')}</label>
        <input
          id="key"
          type="password"
          autocomplete="off"
          placeholder="pos_…"
          value={key.value}
          onInput={(e) => {
            key.value = e.currentTarget.value;
          }}
        />
        <button type="submit" class="big" disabled={busy.value || !/^[\x21-\x7e]+$/.test(key.value.trim())}>
          {w('以金鑰配對', 'Pair with the key')}
        </button>
      </form>
    </Gate>
  );
}

function StoreChoice() {
  return (
    <Gate title={w('選擇門市', 'Choose the store')}>
      <div class="stack">
        {stores.value.map((s) => (
          <button key={s.code} type="button" class="big choice" onClick={() => chooseStore(s)}>
            <span>{w(s.name, s.nameEn || s.name)}</span>
            <small>{s.code}</small>
          </button>
        ))}
        {stores.value.length === 0 && (
          <p class="muted">{w('這把金鑰沒有可用的門市。', 'This key has no store to act for.')}</p>
        )}
      </div>
    </Gate>
  );
}
