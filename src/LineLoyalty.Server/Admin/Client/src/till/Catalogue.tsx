import { useSignal } from '@preact/signals';
import { hasKeyboard, take } from './identify';
import { addLine, lines, products } from './state';
import { money, w } from './words';

export function Catalogue({ locked }: { locked: boolean }) {
  const category = useSignal<string | null>(null);
  const amount = useSignal('');
  const name = useSignal('');
  const categories = [...new Set(products.value.map((p) => p.category))];
  const shown = products.value.filter((p) => p.category === (category.value ?? categories[0]));
  return (
    <section class="panel catalogue" aria-label={w('商品', 'Products')}>
      <form
        class="free-line"
        onSubmit={(e) => {
          e.preventDefault();
          const typed = amount.value.trim();
          // The scanner hits whatever field has the focus.
          if (typed.length > 8 || /[^0-9]/.test(typed)) {
            amount.value = '';
            void take(typed);
            return;
          }
          // Enter once more leads to the money.
          if (typed === '' && lines.value.length > 0 && hasKeyboard())
            document.getElementById('pay')?.focus();
          const value = Number(typed);
          if (!Number.isInteger(value) || value < 1 || value > 10_000_000 || locked) return;
          addLine(name.value.trim() || w('其他', 'Other'), value, null);
          amount.value = '';
          name.value = '';
        }}
      >
        <input
          id="amount"
          aria-label={w('自訂金額', 'Amount')}
          placeholder={w('輸入金額 NT$', 'Amount NT$')}
          class="amount"
          inputMode="numeric"
          autocomplete="off"
          value={amount.value}
          onInput={(e) => {
            amount.value = e.currentTarget.value;
          }}
        />
        <input
          aria-label={w('自訂品名', 'Item')}
          placeholder={w('品名（可不填）', 'Item (optional)')}
          maxLength={80}
          value={name.value}
          onInput={(e) => {
            name.value = e.currentTarget.value;
          }}
        />
        <button type="submit" disabled={locked}>
          {w('加入', 'Add')}
        </button>
      </form>
      <div class="chips">
        {categories.map((c) => (
          <button
            key={c}
            type="button"
            aria-pressed={c === (category.value ?? categories[0])}
            onClick={() => {
              category.value = c;
            }}
          >
            {c}
          </button>
        ))}
      </div>
      <div class="products">
        {shown.map((p) => (
          <button
            key={p.sku}
            type="button"
            disabled={locked}
            onClick={() => addLine(w(p.name, p.nameEn || p.name), p.price, p.sku)}
          >
            <span>{w(p.name, p.nameEn || p.name)}</span>
            <strong>{money(p.price)}</strong>
          </button>
        ))}
      </div>
    </section>
  );
}
