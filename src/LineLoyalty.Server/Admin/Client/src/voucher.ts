import { formToken } from './token';

const PATIENCE = 250;

/** While something is being written the server says what it will do: the rules live in one place. */
export function previewVoucher() {
  const form = document.querySelector<HTMLFormElement>('form[data-preview]');
  const preview = document.querySelector(form?.dataset['preview'] ?? 'no-preview');
  if (!form || !preview) return;

  const fit = () => {
    const chosen = form.querySelector<HTMLSelectElement>('#kind')?.value ?? form.dataset['kind'] ?? '';
    for (const part of form.querySelectorAll<HTMLElement>('[data-kinds]'))
      part.hidden = !part.dataset['kinds']?.split(' ').includes(chosen);
    for (const box of form.querySelectorAll<HTMLInputElement>('input[data-shows]')) {
      const part = form.querySelector<HTMLElement>(box.dataset['shows'] ?? '');
      if (part) part.hidden = !box.checked;
    }
  };

  let timer = 0;
  let latest = 0;
  const draw = async () => {
    const mine = ++latest;
    try {
      const answer = await fetch(`${location.pathname}?handler=Preview`, {
        method: 'POST',
        headers: { 'X-Form-Token': formToken() },
        body: new FormData(form),
      });
      // An older answer that comes late must not cover a newer one.
      if (answer.ok && mine === latest) preview.innerHTML = await answer.text();
    } catch {
      // Without a network the last preview stays; saving will say more.
    }
  };
  const changed = () => {
    fit();
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void draw(), PATIENCE);
  };
  form.addEventListener('input', changed);
  form.addEventListener('change', changed);
  fit();
}
