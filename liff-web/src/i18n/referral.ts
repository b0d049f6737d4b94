import { learn } from './index.ts';
import { referralEn, referralZh } from './referral-words.ts';

learn(referralZh, referralEn);
