import { learn } from './index.ts';
import { joinEn, joinZh } from './join-words.ts';

learn(joinZh, joinEn);
