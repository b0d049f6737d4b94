import './segments.css';
import { render } from 'preact';
import { Builder } from './segments/Builder';
import type { Setup } from './segments/wire';

const host = document.getElementById('segment-builder');
if (host?.dataset['setup']) {
  host.replaceChildren();
  render(<Builder setup={JSON.parse(host.dataset['setup']) as Setup} />, host);
}
