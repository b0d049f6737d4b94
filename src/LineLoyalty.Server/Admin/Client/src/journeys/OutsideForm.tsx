import type { Say } from '../composer/words';
import { Check, Field } from './parts';
import type { OutsideWords, Setup } from './wire';

type Props = { words: OutsideWords; setup: Setup; say: Say; onChange: (words: OutsideWords) => void };

/** Words for e-mail and SMS, and which of the two may be used. */
export function OutsideForm({ words, setup, say, onChange }: Props) {
  const off = say('（未設定）', ' (not set up)');
  return (
    <div class="border rounded p-2 mb-3" data-outside>
      <Field label={say('用最便宜、送得到的管道', 'By the cheapest that reaches')}>
        <Check
          label={`${say('電子郵件', 'E-mail')}${setup.channels.email ? '' : off}`}
          checked={words.email}
          onChange={(email) => onChange({ ...words, email })}
        />
        <Check
          label={`${say('簡訊', 'SMS')}${setup.channels.sms ? '' : off}`}
          checked={words.sms}
          onChange={(sms) => onChange({ ...words, sms })}
        />
      </Field>
      {words.email && (
        <Field label={say('郵件主旨', 'Subject')}>
          <input
            class="form-control"
            maxLength={200}
            aria-label={say('郵件主旨', 'Subject')}
            value={words.subject ?? ''}
            onInput={(e) => onChange({ ...words, subject: e.currentTarget.value })}
          />
        </Field>
      )}
      <Field label={say('文字', 'Words')}>
        <textarea
          class="form-control"
          rows={4}
          maxLength={2000}
          aria-label={say('電子郵件或簡訊的文字', 'Words for e-mail or SMS')}
          value={words.text}
          onInput={(e) => onChange({ ...words, text: e.currentTarget.value })}
        />
      </Field>
      <p class="form-hint mb-0">
        {say(
          '只寄給同意行銷訊息的會員；可用 {name}、{points}、{tier}、{couponCount}。簡訊最多 335 字。',
          'Only to members who opted in. Variables: {name}, {points}, {tier}, {couponCount}. An SMS has at most 335 characters.',
        )}
      </p>
    </div>
  );
}
