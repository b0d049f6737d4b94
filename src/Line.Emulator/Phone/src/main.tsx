import { render } from 'preact';
import { App } from './app';
import { runClock, start } from './session';
import './styles/page.css';
import './styles/chat.css';
import './styles/overlays.css';

runClock();
void start();
render(<App />, document.getElementById('app') as HTMLElement);
