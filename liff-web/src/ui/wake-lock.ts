import { useEffect } from 'preact/hooks';

/** Keeps the screen on while a code is held out to a scanner. */
export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let open = true;
    const take = async () => {
      if (!open || document.visibilityState !== 'visible') return;
      // Refused in power saving mode and absent in old web views: the code shows all the same.
      const got = await navigator.wakeLock?.request('screen').catch(() => null);
      if (open) lock = got ?? null;
      else void got?.release();
    };
    void take();
    document.addEventListener('visibilitychange', take);
    return () => {
      open = false;
      document.removeEventListener('visibilitychange', take);
      void lock?.release();
    };
  }, []);
}
