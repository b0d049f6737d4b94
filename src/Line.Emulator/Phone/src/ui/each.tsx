import { type ComponentChild, Fragment } from 'preact';

/** Draws the parts of a message: their order never changes, so their place is their key. */
export function each<T>(list: readonly T[] | undefined, draw: (part: T, index: number) => ComponentChild) {
  // biome-ignore lint/suspicious/noArrayIndexKey: see above.
  return list?.map((part, i) => <Fragment key={i}>{draw(part, i)}</Fragment>);
}
