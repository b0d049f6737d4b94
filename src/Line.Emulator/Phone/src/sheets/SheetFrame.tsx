import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n';
import { usePhone } from '../phone';
import { Icon } from '../ui/icons';

type Props = { label: string; tall?: boolean; children: ComponentChildren };

/** A sheet over the phone's screen: takes the focus, gives it back, closes on Escape and on the dimmed part. */
export function SheetFrame({ label, tall, children }: Props) {
  const phone = usePhone();
  const close = () => phone.dismissSheet();
  const ref = useRef<HTMLDivElement>(null);
  // Before anything is painted: a key pressed meanwhile must already go to the sheet.
  useLayoutEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    ref.current?.focus({ preventScroll: true });
    return () => before?.focus?.({ preventScroll: true });
  }, []);
  return (
    <div class="sheet-layer">
      <button type="button" class="sheet-behind" aria-label={t('close')} tabIndex={-1} onClick={close} />
      <div
        ref={ref}
        class={tall ? 'sheet is-tall' : 'sheet'}
        role="dialog"
        aria-modal="true"
        aria-label={label}
        tabIndex={-1}
        onKeyDown={(e) => {
          if (e.key === 'Escape') close();
          else if (e.key === 'Tab') keepInside(e);
        }}
      >
        <header class="sheet-header">
          <h2>{label}</h2>
          <button type="button" class="icon-button" aria-label={t('close')} onClick={close}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </div>
  );
}

/** Tab goes round inside the sheet: what lies under it is covered. */
function keepInside(e: KeyboardEvent) {
  const sheet = e.currentTarget as HTMLElement;
  const stops = [...sheet.querySelectorAll<HTMLElement>('button, a[href], input, textarea, select')].filter(
    (el) => !el.hasAttribute('disabled') && el.offsetParent,
  );
  const edge = e.shiftKey ? stops[0] : stops.at(-1);
  const active = document.activeElement;
  if (active !== edge && !(e.shiftKey && active === sheet)) return;
  e.preventDefault();
  (e.shiftKey ? stops.at(-1) : stops[0])?.focus();
}
