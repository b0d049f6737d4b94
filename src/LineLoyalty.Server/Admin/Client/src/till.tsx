import './till.css';
import { render } from 'preact';
import { App } from './till/App';
import { start } from './till/state';

const host = document.getElementById('till');
if (host) {
  host.replaceChildren();
  render(<App />, host);
  void start();
}
