import { Flex } from '@lineloyalty/phone/flex';
import type { LineMessage } from './wire';

/** LINE itself draws its coupons; this shows where one will stand. */
function Body({ message }: { message: LineMessage }) {
  if (message.type === 'text') return <div class="phone-bubble">{message.text}</div>;
  if (message.type === 'flex')
    return <Flex contents={message.contents} altText={message.altText} onAction={() => {}} />;
  if (message.type === 'image') return <img class="phone-picture" src={message.originalContentUrl} alt="" />;
  if (message.type !== 'coupon') return <div class="phone-bubble">[{message.type}]</div>;
  return (
    <div class="phone-bubble phone-coupon">
      <strong>LINE 優惠券</strong>
      <small>{message.couponId}</small>
    </div>
  );
}

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
              <Body message={message} />
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
