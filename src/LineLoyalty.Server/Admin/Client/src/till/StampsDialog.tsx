import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type AddedStamps, type CardPrize, type Problem, pos, type StampCard } from './api';
import { addToWallet, Collecting } from './collect';
import { Dialog, ProblemNote } from './parts';
import { member, noteProblem, scopes, store } from './state';
import { day, w } from './words';

const reasons: [string, string][] = [
  ['結帳時漏集點', 'Forgotten at the till'],
  ['換發紙本集點卡', 'From a paper card'],
  ['服務補償', 'For the trouble'],
];

/** The member's stamp cards: how far they are, what they have brought, and the stamp that was forgotten. */
export function StampsDialog({ onClose }: { onClose: () => void }) {
  const cards = useSignal<StampCard[] | null>(null);
  const said = useSignal('');
  const problem = useSignal<Problem | null>(null);
  const owner = member.value?.ref ?? '';
  useEffect(() => {
    pos<{ cards: StampCard[] }>('GET', `/members/${owner}/stamps`)
      .then((found) => {
        cards.value = found.cards;
      })
      .catch((e) => {
        problem.value = noteProblem(e);
      });
  }, [owner, cards, problem]);
  const tell = (text: string, now?: StampCard[]) => {
    said.value = text;
    if (now) cards.value = now;
  };
  return (
    <Dialog title={w('集點卡', 'Stamp cards')} onClose={onClose}>
      <div class="stack">
        {said.value && (
          <p class="good-note" role="status">
            {said.value}
          </p>
        )}
        <ProblemNote problem={problem.value} />
        {cards.value === null && !problem.value && <p class="muted">{w('載入中…', 'Loading…')}</p>}
        {cards.value?.length === 0 && (
          <p class="muted">{w('目前沒有集點卡活動。', 'There is no stamp card now.')}</p>
        )}
        {cards.value?.map((card) => (
          <Card key={card.code} card={card} owner={owner} tell={tell} />
        ))}
      </div>
    </Dialog>
  );
}

type Tell = (text: string, now?: StampCard[]) => void;

function Card({ card, owner, tell }: { card: StampCard; owner: string; tell: Tell }) {
  return (
    <section class="stamp-card" aria-label={w(card.name, card.nameEn || card.name)}>
      <header>
        <h3>{w(card.name, card.nameEn || card.name)}</h3>
        <strong>
          {card.count}／{card.size}
        </strong>
      </header>
      <div class="dots" aria-hidden="true">
        {Array.from({ length: card.size }, (_, i) => i + 1).map((at) => (
          <span
            key={at}
            class={at <= card.count ? 'dot full' : card.prizes.some((p) => p.at === at) ? 'dot prize' : 'dot'}
          />
        ))}
      </div>
      <p class="muted">
        {w(card.how, card.howEn)}
        {card.until && w(` ${day(card.until)} 前有效。`, ` Until ${day(card.until)}.`)}
      </p>
      <ul class="plain">
        {card.prizes.map((p) => (
          <Prize key={`${p.at}${p.title}`} p={p} tell={tell} />
        ))}
      </ul>
      {card.byHand > 0 && scopes.value.includes('adjust') && <ByHand card={card} owner={owner} tell={tell} />}
    </section>
  );
}

function Prize({ p, tell }: { p: CardPrize; tell: Tell }) {
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const intent = useRef<Collecting | null>(null);
  const title = w(p.title, p.titleEn || p.title);
  const ready = p.coupon && member.value?.coupons.some((c) => c.ref === p.coupon);
  const hand = async (ref: string) => {
    busy.value = true;
    problem.value = null;
    try {
      intent.current ??= new Collecting(ref, 1);
      await intent.current.run();
      tell(w(`「${title}」已核銷，請交給會員`, `“${title}” is redeemed: hand it over`));
    } catch (e) {
      const failure = noteProblem(e);
      if (!failure.isUncertain) intent.current = null;
      problem.value = failure;
    } finally {
      busy.value = false;
    }
  };
  return (
    <li class="stamp-prize">
      <span class="line-name">
        {w(`第 ${p.at} 點：${title}`, `Stamp ${p.at}: ${title}`)}
        <small>
          {p.state === 'given'
            ? p.kind === 'points'
              ? w('點數已入帳', 'points given')
              : ready
                ? w('已送券，尚未使用', 'in the wallet, not used yet')
                : w('已送券', 'given')
            : p.state === 'missed'
              ? w('獎品已送完', 'had run out')
              : ''}
        </small>
      </span>
      {ready && p.coupon && (
        <button
          type="button"
          class="primary"
          disabled={busy.value}
          onClick={() => void hand(p.coupon as string)}
        >
          {w('兌換給會員', 'Hand over')}
        </button>
      )}
      <ProblemNote problem={problem.value} />
    </li>
  );
}

function ByHand({ card, owner, tell }: { card: StampCard; owner: string; tell: Tell }) {
  const open = useSignal(false);
  const stamps = useSignal(1);
  const reason = useSignal(reasons[0]?.[0] ?? '');
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const sent = useRef({ body: '', key: '' });
  const add = async () => {
    busy.value = true;
    problem.value = null;
    const body = {
      store: store.value?.code ?? '',
      card: card.code,
      stamps: stamps.value,
      reason: reason.value.trim(),
    };
    const text = JSON.stringify(body);
    if (sent.current.body !== text) sent.current = { body: text, key: crypto.randomUUID() };
    try {
      const done = await pos<AddedStamps>('POST', `/members/${owner}/stamps`, body, sent.current.key);
      sent.current = { body: '', key: '' };
      open.value = false;
      const won = done.prizes.filter((p) => !p.missed).map((p) => p.title);
      for (const c of done.cards)
        for (const p of c.prizes)
          if (p.coupon && p.state === 'given' && won.includes(w(p.title, p.titleEn || p.title)))
            addToWallet(p.coupon, w(p.title, p.titleEn || p.title));
      tell(
        w(`已補 ${done.stamps} 點`, `${done.stamps} added`) +
          (won.length > 0 ? w(`，送「${won.join('」「')}」`, `; it brings “${won.join('”, “')}”`) : ''),
        done.cards,
      );
    } catch (e) {
      const failure = noteProblem(e);
      if (!failure.isUncertain) sent.current = { body: '', key: '' };
      problem.value = failure;
    } finally {
      busy.value = false;
    }
  };
  if (!open.value) {
    return (
      <button
        type="button"
        onClick={() => {
          open.value = true;
        }}
      >
        {w('補集點', 'Add stamps')}
      </button>
    );
  }
  const id = `why-${card.code}`;
  return (
    <form
      class="stack by-hand"
      onSubmit={(e) => {
        e.preventDefault();
        if (!busy.value && reason.value.trim().length > 1) void add();
      }}
    >
      <div class="option">
        <span class="option-name">
          {w('補幾點', 'How many')}
          <small>{w(`每天最多 ${card.byHand} 點`, `at most ${card.byHand} a day`)}</small>
        </span>
        <span class="stepper">
          <button
            type="button"
            aria-label={w('少補一點', 'Fewer')}
            disabled={stamps.value <= 1}
            onClick={() => {
              stamps.value -= 1;
            }}
          >
            −
          </button>
          <output>{stamps.value}</output>
          <button
            type="button"
            aria-label={w('多補一點', 'More')}
            disabled={stamps.value >= card.byHand}
            onClick={() => {
              stamps.value += 1;
            }}
          >
            ＋
          </button>
        </span>
      </div>
      <label for={id}>{w('原因', 'Reason')}</label>
      <input
        id={id}
        list={`${id}-list`}
        maxLength={160}
        value={reason.value}
        onInput={(e) => {
          reason.value = e.currentTarget.value;
        }}
      />
      <datalist id={`${id}-list`}>
        {reasons.map(([zh, en]) => (
          <option key={zh} value={w(zh, en)} />
        ))}
      </datalist>
      <ProblemNote problem={problem.value} />
      <button type="submit" class="primary" disabled={busy.value || reason.value.trim().length < 2}>
        {busy.value ? w('處理中…', 'Working…') : w('確認補點', 'Add')}
      </button>
    </form>
  );
}
