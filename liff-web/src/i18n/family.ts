import { familyEn, familyZh } from './family-words.ts';
import { learn } from './index.ts';

learn(familyZh, familyEn);
