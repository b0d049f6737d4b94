import { useLayoutEffect, useRef } from 'preact/hooks';
import { send } from '../actions';
import { t } from '../i18n';
import { usePhone } from '../phone';
import { Icon } from '../ui/icons';

export function Composer({ official }: { official: boolean }) {
  const phone = usePhone();
  const { draft } = phone;
  const field = useRef<HTMLTextAreaElement>(null);
  const text = draft.value;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the field grows with its text, up to five lines.
  useLayoutEffect(() => {
    const el = field.current;
    if (!el) return;
    el.style.height = 'auto';
    el.style.height = `${Math.min(el.scrollHeight, 120)}px`;
  }, [text]);

  const submit = async () => {
    const wanted = draft.value.trim();
    if (!wanted) return;
    draft.value = '';
    if (!(await send(phone, { type: 'text', text: wanted })) && !draft.value) draft.value = wanted;
    field.current?.focus();
  };

  return (
    <form
      class="composer"
      onSubmit={(e) => {
        e.preventDefault();
        void submit();
      }}
    >
      {official && phone.richMenu.value && (
        <button
          type="button"
          class="icon-button"
          aria-label={t('toMenu')}
          onClick={() => {
            phone.bar.value = 'menu';
            phone.menuOpen.value = true;
          }}
        >
          <Icon name="menu" />
        </button>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label={t('plus')}
        onClick={() => {
          phone.sheet.value = { kind: 'plus' };
        }}
      >
        <Icon name="plus" />
      </button>
      <textarea
        ref={field}
        rows={1}
        value={text}
        maxLength={5000}
        placeholder={t('typeMessage')}
        aria-label={t('typeMessage')}
        onInput={(e) => {
          draft.value = e.currentTarget.value;
        }}
        onKeyDown={(e) => {
          // Enter that ends a Chinese composition chooses a character and must not send.
          if (e.key !== 'Enter' || e.shiftKey || e.isComposing || e.keyCode === 229) return;
          e.preventDefault();
          void submit();
        }}
      />
      <button type="submit" class="icon-button send" aria-label={t('send')} disabled={!text.trim()}>
        <Icon name="send" />
      </button>
    </form>
  );
}
