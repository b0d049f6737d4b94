import { learn } from './index.ts';
import { missionsEn, missionsZh } from './missions-words.ts';

learn(missionsZh, missionsEn);
