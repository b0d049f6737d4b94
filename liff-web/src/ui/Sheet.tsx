import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/index.ts';
import { enterSheet } from '../router.ts';
import { Icon } from './Icon.tsx';

interface Props {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  /** A white page over everything, for the clerk's scanner. */
  full?: boolean;
  /** False while closing would lose what is being sent. */
  closable?: boolean;
}

let count = 0;

/** A sheet from the bottom edge. Escape, the back gesture and a tap beside it close it. */
export function Sheet({ title, onClose, children, full = false, closable = true }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef(`sheet-${++count}`);
  const close = useRef(onClose);
  close.current = onClose;

  useLayoutEffect(() => {
    dialog.current?.showModal();
    return enterSheet(() => close.current());
  }, []);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the dialog itself answers Escape; this is the tap beside it
    <dialog
      ref={dialog}
      class={full ? 'sheet sheet-full' : 'sheet'}
      aria-labelledby={heading.current}
      onCancel={(event) => {
        event.preventDefault();
        if (closable) onClose();
      }}
      onClick={(event) => {
        if (closable && event.target === dialog.current) onClose();
      }}
    >
      <div class="sheet-body">
        <header class="sheet-head">
          <h2 id={heading.current}>{title}</h2>
          <button
            type="button"
            class="icon-button"
            aria-label={t('app.close')}
            disabled={!closable}
            onClick={onClose}
          >
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
