import { vi } from 'vitest';

export interface Said {
  liff: string;
  id: string;
  url?: string;
}

/** Stands where the emulator's phone is, around the page: what it is asked, apart from the title it is always told. */
export function standAround(): { asked: () => Said[] } {
  const spy = vi.spyOn(window.parent, 'postMessage').mockReset();
  return {
    asked: () => spy.mock.calls.map(([said]) => said as Said).filter((said) => said.liff !== 'title'),
  };
}

export function answer(question: Said | undefined, rest: object): void {
  window.dispatchEvent(
    new MessageEvent('message', {
      source: window.parent,
      data: { liff: 'result', id: question?.id, ...rest },
    }),
  );
}
