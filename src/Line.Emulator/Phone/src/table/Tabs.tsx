import { useEffect } from 'preact/hooks';
import { t } from '../i18n';
import { inHand, phone as phoneInHand, phones } from '../state';
import { Avatar } from '../ui/Avatar';

/** On a narrow screen one phone fills it; the others are a tap on their owner, or a swipe, away. */
export function Tabs() {
  const list = phones.value;
  const held = phoneInHand.value?.id;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the phone in hand comes into sight, whoever chose it or moved it.
  useEffect(() => {
    if (!held || list.length < 2) return;
    document
      .getElementById(`phone-${held}`)
      ?.scrollIntoView({ inline: 'nearest', block: 'nearest', behavior: 'auto' });
  }, [held, list.length]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a swipe to another phone takes it into the hand; new phones are watched too.
  useEffect(() => {
    const stage = document.querySelector('.stage');
    if (!stage || list.length < 2) return;
    const seen = new IntersectionObserver(
      (entries) => {
        if (!matchMedia('(max-width: 760px)').matches) return;
        const shown = entries.find((e) => e.intersectionRatio > 0.9);
        const id = shown?.target.id.replace('phone-', '');
        if (id) inHand.value = id;
      },
      { root: stage, threshold: 0.95 },
    );
    for (const p of list) {
      const seat = document.getElementById(`phone-${p.id}`);
      if (seat) seen.observe(seat);
    }
    return () => seen.disconnect();
  }, [list]);

  if (list.length < 2) return null;
  return (
    <nav class="phone-tabs" aria-label={t('phones')}>
      {list.map((p) => {
        const name = p.person.value.displayName;
        return (
          <button
            key={p.id}
            type="button"
            aria-current={p.id === held ? 'true' : undefined}
            onClick={() => {
              inHand.value = p.id;
            }}
          >
            <Avatar name={name} id={p.id} url={p.person.value.pictureUrl} size={26} />
            <span>{name}</span>
            {p.unread.value > 0 && (
              <span class="badge" role="img" aria-label={t('unreadCount', { n: p.unread.value })}>
                {p.unread.value > 99 ? '99+' : p.unread.value}
              </span>
            )}
          </button>
        );
      })}
    </nav>
  );
}
