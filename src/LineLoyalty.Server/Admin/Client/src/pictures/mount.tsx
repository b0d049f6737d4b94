import { render } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { words } from '../composer/words';
import { PictureField } from './PictureField';

/** The field as a part of an ordinary form: what was chosen goes along as a hidden input. */
export function FormPicture({
  name,
  label,
  hint,
  first,
  wrong,
}: {
  name: string;
  label: string;
  hint: string;
  first: string;
  wrong: string;
}) {
  const say = words(document.documentElement.lang);
  const [value, setValue] = useState(first);
  const [seen, setSeen] = useState(wrong);
  const sent = useRef<HTMLInputElement>(null);
  const change = (url: string) => {
    setValue(url);
    setSeen('');
    if (!sent.current) return;
    // The form hears of it as of anything typed, so that its preview follows.
    sent.current.value = url;
    sent.current.dispatchEvent(new Event('change', { bubbles: true }));
  };
  return (
    <>
      <input ref={sent} type="hidden" name={name} value={value} />
      <PictureField label={label} hint={hint} value={value} onChange={change} say={say}>
        {seen && (
          <div class="text-danger small mt-1" role="alert">
            {seen}
          </div>
        )}
      </PictureField>
    </>
  );
}

/** Takes the place of the address field that the page came with. */
export function mountPicture(host: HTMLElement) {
  const { name, label, hint, wrong } = host.dataset;
  const first = host.querySelector('input')?.value ?? '';
  host.replaceChildren();
  render(
    <FormPicture name={name ?? ''} label={label ?? ''} hint={hint ?? ''} first={first} wrong={wrong ?? ''} />,
    host,
  );
}
