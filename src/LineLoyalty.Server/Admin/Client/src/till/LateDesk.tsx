import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { offline, probe } from './connection';
import { putAway, review, send, sending, sendProblem, shelf, type Waiting, waiting } from './late';
import { ProblemNote } from './parts';
import { put } from './shelf';
import { moment, money, w } from './words';

const office = () => w('後台「離線補傳異常」', 'the back office, “Late sales”');

/** What the clerk has to do about one that could not be recorded as it was. */
function toDo(row: Waiting): string {
  const code = row.code ?? '';
  if (row.state === 'settled')
    return w('主管已處理，這筆已入帳。', 'A manager has settled it: it is recorded.');
  if (row.state === 'dismissed')
    return w('主管已略過，這筆不入帳。', 'A manager has put it aside: it is not recorded.');
  if (row.state === 'held')
    return w('系統會自動再試，暫時不用處理。', 'It is tried again by itself: nothing to do for now.');
  if (code === 'pos.store_forbidden')
    return w(
      '這台裝置現在不能代表那間門市。用那間門市的金鑰配對後，按「再傳一次」。',
      'This device may not act for that store now. Pair it with that store’s key, then send it again.',
    );
  if (row.state === 'refused')
    return w(
      '伺服器無法接受這筆。請抄下收據號碼、金額與會員，交給主管補登，再移除。',
      'The server cannot take it. Write down receipt, amount and member for a manager, then remove it.',
    );
  if (code === 'member.not_found' || code.startsWith('code.'))
    return w(
      `請問客人正確的手機或卡號，連同收據號碼交給主管，在${office()}改記會員。`,
      `Ask the customer for the right phone or card number; a manager enters it in ${office()}.`,
    );
  if (code === 'late.receipt_differs' || code === 'purchase.duplicate_receipt')
    return w(
      `同一個收據號碼已有另一筆消費。請核對紙本，告訴主管哪一筆正確，在${office()}處理。`,
      `Another sale has this receipt number. Compare the paper and tell a manager which is right, in ${office()}.`,
    );
  if (code === 'purchase.paid_differs')
    return w(
      `收的錢和系統算的不同。請主管在${office()}確認後，以實收金額入帳。`,
      `What was taken is not what it costs. A manager records the amount taken, in ${office()}.`,
    );
  if (code.startsWith('coupon.'))
    return w(
      `優惠券不能用了，但已經折給客人。請主管在${office()}決定如何入帳。`,
      `The coupon no longer counts but was given. A manager decides in ${office()}.`,
    );
  return w(
    `請把收據號碼告訴主管，在${office()}處理。`,
    `Tell a manager the receipt number; it is settled in ${office()}.`,
  );
}

/** Sales that this device has kept, and those that came back with a question. */
export function LateDesk() {
  useEffect(() => {
    if (!offline.value) void review();
  }, []);
  const rows = shelf.value;
  const open = rows.filter((x) => x.state !== 'waiting');
  const due = rows.filter((x) => x.state === 'waiting');
  return (
    <main class="desk">
      <section class="panel" aria-label={w('離線補傳', 'Late sales')}>
        <h1>{w('離線補傳', 'Late sales')}</h1>
        <p class={offline.value ? 'warn-note' : 'good-note'} role="status">
          {offline.value
            ? w(
                '連不上伺服器。可以照常結帳，這台裝置會先記下來，連線後自動補傳。',
                'The server cannot be reached. Go on selling: this device keeps the sales and sends them later.',
              )
            : sending.value
              ? w('補傳中…', 'Sending…')
              : waiting.value > 0
                ? w('已連線，等待補傳。', 'Connected; about to send.')
                : w('已連線，沒有等待補傳的消費。', 'Connected; nothing waits to be sent.')}
        </p>
        <ProblemNote problem={sendProblem.value} />
        {open.length > 0 && (
          <>
            <h2>{w(`要處理的（${open.length}）`, `To deal with (${open.length})`)}</h2>
            <ul class="late">
              {open.map((row) => (
                <Row key={row.key} row={row} />
              ))}
            </ul>
          </>
        )}
        {due.length > 0 && (
          <>
            <h2>{w(`待補傳（${due.length}）`, `Waiting (${due.length})`)}</h2>
            <ul class="late">
              {due.map((row) => (
                <Row key={row.key} row={row} />
              ))}
            </ul>
            <button
              type="button"
              class="primary big"
              disabled={sending.value}
              onClick={() => void (offline.value ? probe() : send())}
            >
              {sending.value ? w('補傳中…', 'Sending…') : w('立即補傳', 'Send now')}
            </button>
          </>
        )}
      </section>
    </main>
  );
}

function Row({ row }: { row: Waiting }) {
  const sure = useSignal(false);
  const over = row.state === 'settled' || row.state === 'dismissed';
  return (
    <li class={row.state}>
      <div class="late-head">
        <span>
          <strong>{row.receiptNumber}</strong>
          <small>
            {moment(row.at)}
            {row.who && ` · ${row.who.length > 20 ? w('會員條碼', 'member code') : row.who}`}
          </small>
        </span>
        <strong>{money(row.amount)}</strong>
      </div>
      {row.state !== 'waiting' && (
        <>
          {row.title && !over && <p class="late-why">{row.title}</p>}
          <p>{toDo(row)}</p>
        </>
      )}
      {over && (
        <button type="button" onClick={() => void putAway(row.key)}>
          {w('知道了', 'Seen')}
        </button>
      )}
      {row.state === 'refused' && (
        <div class="late-ways">
          <button type="button" onClick={() => void put({ ...row, state: 'waiting' }).then(send)}>
            {w('再傳一次', 'Send again')}
          </button>
          <button
            type="button"
            class={sure.value ? 'primary danger' : ''}
            onClick={() => {
              if (sure.value) void putAway(row.key);
              sure.value = true;
            }}
          >
            {sure.value ? w('確定移除', 'Yes, remove it') : w('已交給主管，移除', 'Handed over: remove')}
          </button>
        </div>
      )}
    </li>
  );
}
