import { earnEn, earnZh } from './earn-words.ts';
import { learn } from './index.ts';

learn(earnZh, earnEn);
