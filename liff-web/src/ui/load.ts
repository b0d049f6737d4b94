import { useCallback, useEffect, useState } from 'preact/hooks';
import { withSession } from '../session.ts';

export type Loaded<T> =
  | { state: 'loading' }
  | { state: 'ready'; value: T }
  | { state: 'failed'; error: unknown };

/** Loads when `key` changes; what was shown stays until the new answer is there. */
export function useLoad<T>(key: string, request: () => Promise<T>) {
  const [loaded, set] = useState<Loaded<T>>({ state: 'loading' });
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the request
  useEffect(() => {
    let wanted = true;
    withSession(request).then(
      (value) => wanted && set({ state: 'ready', value }),
      (error: unknown) => wanted && set({ state: 'failed', error }),
    );
    return () => {
      wanted = false;
    };
  }, [key, round]);
  const retry = useCallback(() => {
    set({ state: 'loading' });
    setRound((n) => n + 1);
  }, []);
  const replace = useCallback((value: T) => set({ state: 'ready', value }), []);
  return { loaded, retry, replace };
}
