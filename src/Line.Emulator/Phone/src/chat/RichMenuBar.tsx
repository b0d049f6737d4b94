import { perform } from '../actions';
import { local } from '../api';
import { t } from '../i18n';
import { usePhone } from '../phone';
import { each } from '../ui/each';
import { Icon } from '../ui/icons';
import type { RichMenu } from '../wire';

/** The account's picture menu and the bar that opens and closes it. */
export function RichMenuBar({ menu }: { menu: RichMenu }) {
  const phone = usePhone();
  const open = phone.menuOpen.value;
  return (
    <div class="menu-bar">
      <div class="bar">
        <button
          type="button"
          class="icon-button"
          aria-label={t('keyboard')}
          onClick={() => {
            phone.bar.value = 'keyboard';
          }}
        >
          <Icon name="keyboard" />
        </button>
        <button
          type="button"
          class="bar-text"
          aria-expanded={open}
          aria-label={`${menu.chatBarText} – ${t(open ? 'closeMenu' : 'openMenu')}`}
          onClick={() => {
            phone.menuOpen.value = !open;
          }}
        >
          {menu.chatBarText}
          <Icon name={open ? 'down' : 'up'} size={16} />
        </button>
      </div>
      <div class={open ? 'rich-menu is-open' : 'rich-menu'} inert={!open}>
        <div>
          <RichMenuPicture menu={menu} />
        </div>
      </div>
    </div>
  );
}

function RichMenuPicture({ menu }: { menu: RichMenu }) {
  const phone = usePhone();
  const { width, height } = menu.size;
  const percent = (part: number, whole: number) => `${(part / whole) * 100}%`;
  return (
    <div class="rich-picture" style={{ aspectRatio: `${width} / ${height}` }}>
      <img src={local(menu.imageUrl)} alt="" key={menu.richMenuId} />
      {each(menu.areas, ({ bounds, action }, i) => (
        <button
          type="button"
          class="area"
          aria-label={
            action.label ?? action.text ?? action.displayText ?? action.uri ?? `${menu.chatBarText} ${i + 1}`
          }
          style={{
            left: percent(bounds.x, width),
            top: percent(bounds.y, height),
            width: percent(bounds.width, width),
            height: percent(bounds.height, height),
          }}
          onClick={() => perform(phone, action)}
        />
      ))}
    </div>
  );
}
