import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** Server time minus this phone's time: a phone two minutes off would show codes the till refuses. */
export const offset = signal(0);

/** The server's time now, in milliseconds. */
export const now = () => Date.now() + offset.value;

/** Changes every second while somebody looks. */
export const second = signal(Date.now());

let watchers = 0;
let timer = 0;

function tick(): void {
  second.value = now();
}

function run(): void {
  window.clearInterval(timer);
  if (watchers > 0 && document.visibilityState === 'visible') {
    tick();
    timer = window.setInterval(tick, 1000);
  }
}

document.addEventListener('visibilitychange', run);

/** The server's time, re-rendering each second; stands still while the page is hidden. */
export function useSecond(): number {
  useEffect(() => {
    watchers++;
    run();
    return () => {
      watchers--;
      run();
    };
  }, []);
  // On the first render nobody has ticked yet.
  return watchers > 0 ? second.value : now();
}
