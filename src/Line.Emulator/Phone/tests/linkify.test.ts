import { expect, test } from 'vitest';
import { linkify } from '../src/chat/linkify';

const links = (text: string) => linkify(text).flatMap((p) => (p.href ? [p.href] : []));

test.each([
  ['查看 https://example.com/a?b=1#c 。', ['https://example.com/a?b=1#c']],
  ['網址是https://example.com/門市，歡迎', ['https://example.com/門市']],
  ['(see https://example.com/a_(b)).', ['https://example.com/a_(b)']],
  ['https://a.tw/x, https://b.tw/y!', ['https://a.tw/x', 'https://b.tw/y']],
  ['電話 tel:+886-2-2345-6789 或 mail me@shop.com.tw', ['tel:+886-2-2345-6789', 'mailto:me@shop.com.tw']],
  ['「https://liff.line.me/1656000002-Aa1Bb2Cc/card」', ['https://liff.line.me/1656000002-Aa1Bb2Cc/card']],
  ['javascript:alert(1) and http:// alone', []],
])('%s', (text, expected) => {
  expect(links(text)).toEqual(expected);
});

test('nothing of the text is lost or changed', () => {
  const text = '第一行\n<b>https://example.com</b>, 下一個：http://x.tw/1). 完';
  expect(
    linkify(text)
      .map((p) => p.text)
      .join(''),
  ).toBe(text);
});
