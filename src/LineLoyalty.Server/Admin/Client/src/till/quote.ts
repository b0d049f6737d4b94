import { effect, signal } from '@preact/signals';
import { type Problem, pos, type Quote } from './api';
import { offline } from './connection';
import {
  basket,
  keptOffline,
  lines,
  member,
  noteProblem,
  payment,
  pending,
  points,
  result,
  rules,
  store,
} from './state';

/** What the server says this sale costs and earns; null while it is being asked. */
export const quote = signal<Quote | null>(null);
/** Why the sale as it stands would be refused. */
export const quoteProblem = signal<Problem | null>(null);

/** A clerk taps products faster than a price is needed. */
const patience = 120;
const again = 3_000;

effect(() => {
  const asked = basket();
  const away = offline.value;
  if (pending.value || result.value || keptOffline.value) return;
  quote.value = null;
  quoteProblem.value = null;
  if (lines.value.length === 0 || away) return;
  const body = {
    ...asked,
    ...(store.value ? { store: store.value.code } : {}),
    payment: payment.value,
    suggest: member.value !== null,
  };
  let left = false;
  let timer = 0;
  const ask = async () => {
    try {
      const answer = await pos<Quote>('POST', '/purchases/quote', body);
      if (left) return;
      quote.value = answer;
      quoteProblem.value = null;
    } catch (e) {
      if (left) return;
      const problem = noteProblem(e);
      const most = Number(problem.facts.maximum);
      // Fewer goods carry fewer points: keep what still fits.
      if (problem.code === 'points.over_limit' && Number.isInteger(most)) {
        points.value = most >= (rules.value?.minimumRedeem ?? 1) ? most : 0;
        return;
      }
      quoteProblem.value = problem;
      if (problem.isUncertain) timer = window.setTimeout(() => void ask(), again);
    }
  };
  timer = window.setTimeout(() => void ask(), patience);
  return () => {
    left = true;
    clearTimeout(timer);
  };
});
