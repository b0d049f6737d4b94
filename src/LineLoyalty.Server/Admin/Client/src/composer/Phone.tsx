import { Flex } from '@lineloyalty/phone/flex';
import type { LineMessage } from './wire';

/** What a member will see: the official account's side of a chat. */
export function Phone({ brand, messages }: { brand: string; messages: LineMessage[] }) {
  return (
    <div class="phone" role="img" aria-label={brand}>
      <div class="phone-bar">
        <span class="phone-back" aria-hidden="true">
          ‹
        </span>
        {brand}
      </div>
      <div class="phone-chat" inert>
        {messages.map((message, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a message has no name but its place.
          <div class="phone-row" key={index}>
            {index === 0 ? <span class="phone-face">{[...brand][0]}</span> : <span class="phone-gap" />}
            <div class="phone-message">
              {message.type === 'text' ? (
                <div class="phone-bubble">{message.text}</div>
              ) : (
                <Flex contents={message.contents} altText={message.altText} onAction={() => {}} />
              )}
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
