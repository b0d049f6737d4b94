import './styles/index.ts';
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
