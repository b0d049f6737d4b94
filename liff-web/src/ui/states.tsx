import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { explain, t } from '../i18n/index.ts';
import { Icon, type IconName } from './Icon.tsx';

export function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <div class="note-box" role="alert">
      <p class="note-title">{t('app.loadFailed')}</p>
      <p>{explain(error)}</p>
      <button type="button" class="button button-quiet" onClick={onRetry}>
        {t('app.retry')}
      </button>
    </div>
  );
}

export function Empty({ icon, title, hint }: { icon: IconName; title: string; hint?: string }) {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={icon} size={32} />
      </span>
      <p class="note-title">{title}</p>
      {hint && <p>{hint}</p>}
    </div>
  );
}

/** Grey rows of the height of what will come. */
export function Rows({ count, height }: { count: number; height: number }) {
  return (
    <div role="status" aria-label={t('app.loading')}>
      {Array.from({ length: count }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div key={i} class="bone" style={{ height: `${height}px` }} />
      ))}
    </div>
  );
}

export interface Choice<T extends string> {
  value: T;
  label: string;
}

/** Two or three choices side by side; one is always pressed. */
export function Segments<T extends string>(props: {
  label: string;
  value: T;
  choices: readonly Choice<T>[];
  onChange: (value: T) => void;
}) {
  return (
    <fieldset class="segments" aria-label={props.label}>
      {props.choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === props.value}
          onClick={() => props.onChange(choice.value)}
        >
          {choice.label}
        </button>
      ))}
    </fieldset>
  );
}

interface Action {
  label: string;
  run: () => void;
}

const toast = signal<{ text: string; action: Action | undefined } | null>(null);
let toastTimer = 0;

/** A short word at the foot of the page, for longer when there is something to tap. */
export function say(text: string, action?: Action): void {
  toast.value = { text, action };
  window.clearTimeout(toastTimer);
  toastTimer = window.setTimeout(
    () => {
      toast.value = null;
    },
    action ? 10_000 : 4_500,
  );
}

/** Always in the page, so that screen readers hear what appears in it. */
export function Toast() {
  return (
    <div class="toast-place" role="status">
      {toast.value && (
        <div class="toast">
          <p>{toast.value.text}</p>
          {toast.value.action && (
            <button type="button" onClick={toast.value.action.run}>
              {toast.value.action.label}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

export function Page({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="page">
      <h1>{title}</h1>
      {children}
    </div>
  );
}
