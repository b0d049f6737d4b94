import { useSignal } from '@preact/signals';
import { t } from '../i18n';
import { summary } from '../messages/summary';
import { PeoplePicker } from '../people/People';
import { usePhone } from '../phone';
import type { Message } from '../wire';
import { SheetFrame } from './SheetFrame';

type ShareProps = { messages: Message[]; multiple: boolean; done: (to: string[] | null) => void };

/** LINE's share target picker: who gets it, then it is really sent. */
export function ShareSheet({ messages, multiple, done }: ShareProps) {
  const phone = usePhone();
  const chosen = useSignal<string[]>([]);
  const toggle = (id: string) => {
    const without = chosen.value.filter((c) => c !== id);
    chosen.value = without.length < chosen.value.length ? without : multiple ? [...without, id] : [id];
  };
  return (
    <SheetFrame label={t('shareTitle')} tall>
      <p class="share-preview">{messages.map(summary).join(' · ')}</p>
      <PeoplePicker chosen={chosen.value} onToggle={toggle} />
      <div class="sheet-buttons">
        <button
          type="button"
          class="primary"
          disabled={chosen.value.length === 0}
          onClick={() => {
            phone.sheet.value = null;
            done(chosen.value);
          }}
        >
          {t('share')}
          {chosen.value.length > 0 && ` (${chosen.value.length})`}
        </button>
      </div>
    </SheetFrame>
  );
}
