import type { Rule, Setup } from './wire';

/** A new condition with values a marketer would start from. */
export function start(key: string, setup: Setup): Rule {
  switch (key) {
    case 'bought':
      return { type: 'bought', measure: 'count', op: 'atLeast', value: 3, window: 'within', windowDays: 90 };
    case 'pointsExpire':
      return { type: 'pointsExpire', days: 14, atLeast: 1 };
    case 'coupon':
      return { type: 'coupon', did: 'holds', codes: [] };
    case 'campaign':
      return { type: 'campaign', campaigns: [], days: 30 };
    case 'clicked':
      return { type: 'clicked', campaigns: [], days: 30 };
    case 'moved':
      return { type: 'moved', score: 'nes', days: 7, from: ['E0'], to: ['S1'] };
  }
  const field = setup.fields.find((f) => `field:${f.key}` === key);
  if (!field) throw new Error(key);
  switch (field.type) {
    case 'flag':
      return { type: 'flag', field: field.key, yes: true };
    case 'choice': {
      const first = setup.lists[field.list ?? '']?.[0];
      return { type: 'choice', field: field.key, op: 'any', values: first ? [first.code] : [] };
    }
    case 'number':
      return { type: 'number', field: field.key, op: 'atLeast', value: 1 };
    case 'date':
      return { type: 'date', field: field.key, op: 'within', days: 30 };
  }
}
