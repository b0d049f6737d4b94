import { emailEn, emailZh } from './email-words.ts';
import { learn } from './index.ts';

learn(emailZh, emailEn);
