import { signal, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { call, type Problem } from './api';
import { CouponDesk } from './CouponDesk';
import { offline } from './connection';
import { take } from './identify';
import { LateDesk } from './LateDesk';
import { sending, sendProblem, toDo, waiting } from './late';
import { MemberPanel } from './MemberPanel';
import { ProblemNote } from './parts';
import { RefundDesk } from './RefundDesk';
import { KeptView, ResultView } from './ResultView';
import { SalePanel } from './SalePanel';
import { listen } from './scan';
import {
  asProblem,
  chooseStore,
  keptOffline,
  noteProblem,
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

type Desk = 'sale' | 'coupon' | 'refund' | 'late';

const desk = signal<Desk>('sale');

export function App() {
  useEffect(() => listen((text) => desk.value === 'sale' && store.value && void take(text)), []);
  // A key that ended while sales waited leads back to pairing; they wait on.
  useSignalEffect(() => {
    if (sendProblem.value?.status === 401) noteProblem(sendProblem.value);
  });
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
    ['refund', w('查詢／退貨', 'Find / refund')],
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
          <Connection />
          <LanguageButton />
          <button
            type="button"
            disabled={offline.value || !!pending.value}
            onClick={() => void unpair().catch(() => start())}
          >
            {w('登出裝置', 'Unpair')}
          </button>
        </span>
      </header>
      {desk.value === 'sale' &&
        (keptOffline.value ? (
          <KeptView kept={keptOffline.value} />
        ) : result.value ? (
          <ResultView answer={result.value} />
        ) : (
          <main class="counter">
            <MemberPanel />
            <SalePanel />
          </main>
        ))}
      {desk.value === 'coupon' && <CouponDesk />}
      {desk.value === 'refund' && <RefundDesk />}
      {desk.value === 'late' && <LateDesk />}
    </>
  );
}

/** Whether the server is there, and what this device still has to send. */
function Connection() {
  const [due, open] = [waiting.value, toDo.value];
  if (!offline.value && due === 0 && open === 0) return null;
  const said = [
    offline.value ? w('離線中', 'Offline') : sending.value ? w('補傳中', 'Sending') : '',
    due > 0 ? w(`待補傳 ${due} 筆`, `${due} waiting`) : '',
    open > 0 ? w(`要處理 ${open} 筆`, `${open} to deal with`) : '',
  ];
  return (
    <button
      type="button"
      class={offline.value ? 'connection away' : open > 0 ? 'connection open' : 'connection'}
      aria-current={desk.value === 'late' ? 'page' : undefined}
      onClick={() => {
        desk.value = 'late';
      }}
    >
      {said.filter(Boolean).join(' · ')}
    </button>
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
      {waiting.value > 0 && (
        <p class="warn-note" role="status">
          {w(
            `這台裝置有 ${waiting.value} 筆離線消費待補傳，配對後會自動送出。`,
            `${waiting.value} sales of this device wait; they are sent once it is paired.`,
          )}
        </p>
      )}
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
