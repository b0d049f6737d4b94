import { learn } from './index.ts';
import { prizesEn, prizesZh } from './prizes-words.ts';

learn(prizesZh, prizesEn);
