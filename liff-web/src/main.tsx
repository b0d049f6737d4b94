import './styles/base.css';
import './styles/controls.css';
import './styles/dialogs.css';
import './card/card.css';
import './coupons/coupons.css';
import './history/history.css';
import './join/join.css';
import './profile/profile.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { firstLanguage, setLanguage } from './i18n/index.ts';
import { readFirstUrl } from './platform/first-url.ts';
import { startRouter } from './router.ts';
import { start } from './session.ts';

const first = readFirstUrl(location.href);
startRouter(first.path);
void setLanguage(firstLanguage());
void start(first);
const root = document.getElementById('app');
if (root) {
  root.replaceChildren();
  render(<App />, root);
}
