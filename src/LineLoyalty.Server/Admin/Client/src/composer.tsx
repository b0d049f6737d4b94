import './composer.css';
import { render } from 'preact';
import { Composer, type Setup } from './composer/Composer';
import { Phone } from './composer/Phone';
import type { LineMessage } from './composer/wire';

const host = document.getElementById('composer');
if (host?.dataset['setup']) {
  host.replaceChildren();
  render(<Composer setup={JSON.parse(host.dataset['setup']) as Setup} />, host);
}

for (const frame of document.querySelectorAll<HTMLElement>('.phone-preview[data-messages]')) {
  render(
    <Phone
      brand={frame.dataset['brand'] ?? ''}
      messages={JSON.parse(frame.dataset['messages'] ?? '[]') as LineMessage[]}
    />,
    frame,
  );
}
