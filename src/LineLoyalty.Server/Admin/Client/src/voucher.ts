/** Draws the coupon beside its form while it is being written. */
export function previewVoucher() {
  const voucher = document.getElementById('voucher');
  const form = document.getElementById('coupon-form');
  if (!voucher || !(form instanceof HTMLFormElement)) return;
  const english = voucher.dataset['language'] === 'en';
  const say = (chinese: string, inEnglish: string) => (english ? inEnglish : chinese);
  const field = (name: string) =>
    form.querySelector<HTMLInputElement>(`[data-voucher="${name}"]`)?.value.trim() ?? '';
  const money = (text: string) => `NT$${Number(text || 0).toLocaleString('en-US')}`;
  const show = (name: string, text: string) => {
    const place = voucher.querySelector(`[data-show="${name}"]`);
    if (place) place.textContent = text;
  };

  const draw = () => {
    const kind = field('kind') || voucher.dataset['kind'] || 'Amount';
    const value = field('value') || voucher.dataset['value'] || '';
    for (const part of form.querySelectorAll<HTMLElement>('[data-kinds]'))
      part.hidden = !part.dataset['kinds']?.split(' ').includes(kind);
    const rest = 100 - Number(value || 0);
    const worth = {
      Amount: money(value),
      Percent: say(`${rest % 10 === 0 ? rest / 10 : rest} 折`, `${value || 0}% off`),
      Product: say('兌換', 'Free'),
    };
    const kinds = {
      Amount: say('折價券', 'Money off'),
      Percent: say('折扣券', 'Percent off'),
      Product: say('商品兌換券', 'Product'),
    };
    show('value', worth[kind as keyof typeof worth] ?? '');
    show('kind', kinds[kind as keyof typeof kinds] ?? '');
    show('title', field('title') || say('（名稱）', '(title)'));
    show('description', field('description'));
    show('terms', field('terms'));
    const conditions = [
      Number(field('minimum')) > 0 &&
        say(`消費滿 ${money(field('minimum'))}`, `from ${money(field('minimum'))}`),
      kind !== 'Amount' &&
        field('cap') &&
        say(`最高折 ${money(field('cap'))}`, `up to ${money(field('cap'))}`),
      field('days') && say(`領取後 ${field('days')} 天內有效`, `valid ${field('days')} days`),
    ];
    show('conditions', conditions.filter(Boolean).join(say('、', ', ')));
  };
  form.addEventListener('input', draw);
  form.addEventListener('change', draw);
  draw();
}
