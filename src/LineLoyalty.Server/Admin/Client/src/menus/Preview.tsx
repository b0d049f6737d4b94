import { useState } from 'preact/hooks';
import type { Say } from '../composer/words';
import { place } from './AreaBoard';
import { describe } from './AreaForm';
import type { Content, Language, Tab } from './wire';

type Props = {
  brand: string;
  content: Content;
  tab: Tab;
  language: Language;
  picture: string | null;
  onTab: (index: number) => void;
  say: Say;
};

/** The menu under a chat, as on a friend's phone; tabs really switch. */
export function Preview({ brand, content, tab, language, picture, onTab, say }: Props) {
  const [open, setOpen] = useState(true);
  const [tapped, setTapped] = useState('');
  return (
    <div class="menu-phone-frame">
      <section class="menu-phone" aria-label={say('手機預覽', 'Phone preview')}>
        <div class="menu-phone-bar">
          <span aria-hidden="true">‹</span> {brand}
        </div>
        <div class="menu-phone-chat">
          {tapped && (
            <div class="menu-phone-note" role="status">
              {tapped}
            </div>
          )}
        </div>
        {open && (
          <div class="menu-phone-menu" style={{ aspectRatio: `${tab.width} / ${tab.height}` }}>
            {picture ? (
              <img src={picture} alt="" />
            ) : (
              <span class="board-empty">{say('還沒有圖片', 'No picture yet')}</span>
            )}
            {tab.areas.map((area, index) => (
              <button
                // biome-ignore lint/suspicious/noArrayIndexKey: an area has no name but its place.
                key={index}
                type="button"
                class="menu-phone-area"
                style={place(area, tab)}
                aria-label={area.action.label || describe(area.action, content.tabs, say)}
                onClick={() => {
                  const to =
                    area.action.kind === 'tab'
                      ? content.tabs.findIndex((t) => t.id === area.action.value)
                      : -1;
                  if (to >= 0) onTab(to);
                  setTapped(describe(area.action, content.tabs, say));
                }}
              />
            ))}
          </div>
        )}
        <button type="button" class="menu-phone-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
          {tab[language].barText || '…'} <span aria-hidden="true">{open ? '▾' : '▴'}</span>
        </button>
      </section>
    </div>
  );
}
