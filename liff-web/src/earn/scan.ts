import { explain, t } from '../i18n/index.ts';
import { go } from '../router.ts';
import { config, ensurePlatform } from '../session.ts';
import { say } from '../ui/states.tsx';
import { checkInCode } from './check-in.ts';

/** LINE's scanner, then the check-in page of what it read. */
export async function scanCheckIn(): Promise<void> {
  try {
    const text = await (await ensurePlatform()).scan();
    if (text === null) return;
    const code = checkInCode(text, config.value?.liffId ?? '');
    if (code) go(`/check-in/${code}`);
    else say(t('earn.notOurs'));
  } catch (error) {
    say(explain(error));
  }
}
