import { useSignal } from '@preact/signals';
import { api } from '../api';
import { fromInput, fullDateTime, span, toInput } from '../chat/time';
import { lang, t } from '../i18n';
import { clockMovable, demoNow, phone, setClock } from '../state';

const HOUR = 3_600_000;
const STEPS = [
  ['hour1', HOUR],
  ['day1', 24 * HOUR],
  ['day7', 7 * 24 * HOUR],
  ['day30', 30 * 24 * HOUR],
] as const;

/** Shows the demo's time and moves it forward; schedules on the server run as if that time had come. */
export function ClockPanel() {
  const busy = useSignal(false);
  const target = useSignal('');
  const stuck = !clockMovable.value;

  const move = async (ms: number) => {
    if (ms < 1000) return phone.value?.say(t('past'));
    busy.value = true;
    try {
      const clock = await api.moveClock(span(ms));
      setClock(clock);
      phone.value?.say(t('clockMoved', { when: fullDateTime(clock.now, lang.value) }));
      target.value = '';
    } catch (e) {
      phone.value?.say(t('failed', { reason: e instanceof Error ? e.message : String(e) }));
    } finally {
      busy.value = false;
    }
  };

  return (
    <div class="clock">
      <p class="clock-now">
        <time dateTime={new Date(demoNow.value).toISOString()}>
          {fullDateTime(demoNow.value, lang.value)}
        </time>
        <small>{t('taipei')}</small>
      </p>
      <p class="quiet">{t(stuck ? 'clockFixed' : 'clockHint')}</p>
      <div class="clock-steps">
        {STEPS.map(([key, ms]) => (
          <button key={key} type="button" disabled={stuck || busy.value} onClick={() => move(ms)}>
            {t(key)}
          </button>
        ))}
      </div>
      <form
        class="clock-date"
        onSubmit={(e) => {
          e.preventDefault();
          if (target.value) void move(fromInput(target.value) - demoNow.value);
        }}
      >
        <label>
          <span>{t('toDate')}</span>
          <input
            type="datetime-local"
            value={target.value}
            min={toInput(demoNow.value)}
            disabled={stuck || busy.value}
            onInput={(e) => {
              target.value = e.currentTarget.value;
            }}
          />
        </label>
        <button type="submit" disabled={stuck || busy.value || !target.value}>
          {t('go')}
        </button>
      </form>
      <p class="clock-busy" role="status">
        {busy.value ? t('moving') : ''}
      </p>
    </div>
  );
}
