import '@tabler/core/dist/css/tabler.min.css';
import './icons.css';
import './admin.css';
import 'htmx.org';
import { formToken } from './token';
import { previewVoucher } from './voucher';

// Forms carry their token in a field; requests of htmx carry it in a header.
document.addEventListener('htmx:config:request', (event) => {
  const { ctx } = (event as CustomEvent<{ ctx: { request: { headers: Record<string, string> } } }>).detail;
  ctx.request.headers['X-Form-Token'] = formToken();
});

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const toggle = target?.closest<HTMLElement>('[data-toggle]');
  if (toggle) {
    const shown = document.querySelector(toggle.dataset['toggle'] ?? '')?.classList.toggle('show') ?? false;
    toggle.setAttribute('aria-expanded', String(shown));
  }
  if (target?.closest('[data-print]')) window.print();
  const copy = target?.closest<HTMLElement>('[data-copy]');
  if (copy) {
    void navigator.clipboard.writeText(copy.dataset['copy'] ?? '').then(() => {
      copy.textContent = copy.dataset['copied'] ?? '✓';
    });
  }
});

// A second press of a button that changes something is a slip, not a wish.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== 'post' || event.defaultPrevented) return;
  if (form.dataset['sent']) event.preventDefault();
  form.dataset['sent'] = 'yes';
});
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sent]'))
    delete form.dataset['sent'];
});

// Choosing a time means sending at that time.
document.addEventListener('input', (event) => {
  if (event.target instanceof HTMLInputElement && event.target.name === 'at') {
    const later = event.target.form?.querySelector<HTMLInputElement>('input[name="when"][value="later"]');
    if (later) later.checked = true;
  }
});

for (const box of document.querySelectorAll<HTMLInputElement>('input[data-hides]')) {
  const show = () => {
    const part = document.querySelector<HTMLElement>(box.dataset['hides'] ?? '');
    if (part) part.hidden = box.checked;
  };
  box.addEventListener('change', show);
  show();
}

// A choice that decides which of the other fields count.
for (const choice of document.querySelectorAll<HTMLSelectElement>('select[data-shows]')) {
  const show = () => {
    for (const field of (choice.closest('[data-scope]') ?? choice.form)?.querySelectorAll<HTMLElement>(
      '[data-for]',
    ) ?? [])
      field.hidden = !(field.dataset['for'] ?? '').split(' ').includes(choice.value);
  };
  choice.addEventListener('change', show);
  show();
}

previewVoucher();

for (const box of document.querySelectorAll<HTMLElement>('[data-picture]'))
  void import('./pictures/mount').then(({ mountPicture }) => mountPicture(box));

for (const box of document.querySelectorAll<HTMLElement>('[data-qr]'))
  void import('./qr').then(({ drawQr }) => drawQr(box, box.dataset['qr'] ?? ''));
