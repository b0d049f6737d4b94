import { learn } from './index.ts';
import { zhTWLater } from './wallet-words.ts';

learn(zhTWLater);
