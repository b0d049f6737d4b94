import './menus.css';
import { render } from 'preact';
import { Editor } from './menus/Editor';
import type { Setup } from './menus/wire';

const host = document.getElementById('menu-editor');
if (host?.dataset['setup']) {
  host.replaceChildren();
  render(<Editor setup={JSON.parse(host.dataset['setup']) as Setup} />, host);
}
