import type { ComponentChildren } from 'preact';

/** Cards side by side that swipe; reachable by keyboard, since what scrolls must be. */
export function Carousel({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
    <section class="fx-carousel" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
