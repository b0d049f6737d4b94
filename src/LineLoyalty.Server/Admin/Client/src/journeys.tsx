import './journeys.css';
import { render } from 'preact';
import { Editor } from './journeys/Editor';
import type { Setup } from './journeys/wire';

const host = document.getElementById('journey-editor');
if (host?.dataset['setup']) {
  host.replaceChildren();
  render(<Editor setup={JSON.parse(host.dataset['setup']) as Setup} />, host);
}
