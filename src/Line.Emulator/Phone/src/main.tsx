import { render } from 'preact';
import { App } from './app';
import { keepUp, start } from './session';
import './styles/page.css';
import './styles/chat.css';
import './styles/overlays.css';

keepUp();
void start();
render(<App />, document.getElementById('app') as HTMLElement);
