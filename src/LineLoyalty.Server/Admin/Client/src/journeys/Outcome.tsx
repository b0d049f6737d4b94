import type { ComponentChildren } from 'preact';
import { number, type Say } from '../composer/words';
import type { ChannelUse, DryRun, Month, Price, Result, Setup } from './wire';

const name = (month: string, say: Say) => say(`${Number(month.slice(5, 7))} 月`, month.slice(0, 7));

function Figure({ value, mark, children }: { value: string; mark?: string; children: ComponentChildren }) {
  return (
    <div data-figure={mark}>
      <strong class="num">{value}</strong>
      {children}
    </div>
  );
}

const beside = (use: { email: ChannelUse; sms: ChannelUse }, say: Say) =>
  [
    { name: say('電子郵件', 'e-mail'), ...use.email },
    { name: say('簡訊', 'SMS'), ...use.sms },
  ].filter((c) => c.messages > 0);

/** What went by which way, once more than LINE is used. */
function Channels(props: { line: number; email: ChannelUse; sms: ChannelUse; say: Say }) {
  const { line, say } = props;
  const others = beside(props, say);
  if (others.length === 0) return null;
  const words = others.map((c) =>
    say(
      `${c.name} ${number(c.people)} 人（${number(c.messages)} 則，NT$${number(c.cost)}）`,
      `${c.name} ${number(c.people)} people (${number(c.messages)}, NT$${number(c.cost)})`,
    ),
  );
  const all = [say(`LINE ${number(line)} 人`, `LINE ${number(line)} people`), ...words];
  return (
    <p class="mb-3" data-channels>
      {say('管道：', 'By channel: ')}
      {all.join(say('、', ', '))}
    </p>
  );
}

/** What a month of it costs, in a line. */
function monthWords(month: Month, price: Price, say: Say): string {
  const others = beside(month, say).map((c) =>
    say(
      `${c.name} ${number(c.messages)} 則約 NT$${number(c.cost)}`,
      `${c.name} ${number(c.messages)}, about NT$${number(c.cost)}`,
    ),
  );
  if (others.length === 0) return lineWords(month, price, say);
  return [`LINE ${lineWords(month, price, say)}`, ...others].join(say('；', '; '));
}

function lineWords(month: Month, price: Price, say: Say): string {
  const messages = say(`${number(month.messages)} 則`, `${number(month.messages)} messages`);
  if (price.plan === null) return messages;
  if (month.cost === null)
    return say(
      `${messages}，超出方案 ${number(-(month.left ?? 0))} 則，無法全部送出`,
      `${messages}: ${number(-(month.left ?? 0))} more than the plan lets out`,
    );
  const left = say(
    `免費額度剩 ${number(Math.max(0, month.left ?? 0))}`,
    `${number(Math.max(0, month.left ?? 0))} included ones left`,
  );
  return say(
    `${messages}，加購約 NT$${number(month.cost)}（${left}）`,
    `${messages}, about NT$${number(month.cost)} extra (${left})`,
  );
}

function Cost({ price, say }: { price: Price; say: Say }) {
  return (
    <div class="journey-cost" data-cost>
      {price.plan === null && (
        <p class="mb-2">
          {say('還不知道您的 LINE 方案，無法換算費用。', 'Your LINE plan is not known yet.')}{' '}
          <a href="/admin/pushes/plan">{say('設定方案', 'Choose it')}</a>
        </p>
      )}
      <dl class="mb-0">
        {price.months.map((m) => (
          <div key={m.month}>
            <dt>{name(m.month, say)}</dt>
            <dd>{monthWords(m, price, say)}</dd>
          </div>
        ))}
        {price.next && (
          <div data-next={price.next.messages}>
            <dt>
              {say(
                `下個月（${name(price.next.month, say)}）預估`,
                `Next month (${name(price.next.month, say)})`,
              )}
            </dt>
            <dd>{monthWords(price.next, price, say)}</dd>
          </div>
        )}
      </dl>
      <p class="form-hint mb-0">
        {price.plan !== null &&
          say(
            `${price.plan}方案每月含 ${number(price.included ?? 0)} 則；其他訊息先用額度，這裡只算多出來的費用。`,
            `The ${price.plan} plan includes ${number(price.included ?? 0)} a month; other messages use them up first.`,
          )}
        {price.quota?.remaining != null &&
          say(
            ` 本月額度還剩 ${number(price.quota.remaining)} 則。`,
            ` ${number(price.quota.remaining)} are left of this month’s.`,
          )}
      </p>
    </div>
  );
}

/** What the journey would have done and cost. */
export function Tried({ run: { run, price }, setup, say }: { run: DryRun; setup: Setup; say: Say }) {
  const title = (code: string) => setup.coupons.find((c) => c.code === code)?.title ?? code;
  return (
    <div class="card" data-tried>
      <div class="card-header">
        <div>
          <h2 class="card-title">
            {say(`如果過去 ${run.days} 天都開著`, `Had it been on for the last ${run.days} days`)}
          </h2>
          <p class="card-subtitle mb-0">
            {run.nowOnly
              ? say(
                  '進入分眾的歷史沒有保存，這裡以目前在分眾裡的會員試算。',
                  'By who is in the segment today; who came in when is not kept.',
                )
              : say(
                  '依實際發生的事試算；分眾與可否接收以今天為準，頻率上限不計其他旅程與推播。',
                  'By what really happened; groups and reachability as of today.',
                )}
          </p>
        </div>
      </div>
      <div class="card-body">
        <div class="journey-run">
          <Figure value={number(run.entered)}>
            {say(`進入人次（${number(run.members)} 位）`, `entries (${number(run.members)} members)`)}
          </Figure>
          <Figure value={number(run.messages + run.email.messages + run.sms.messages)} mark="messages">
            {say('會傳送的訊息', 'messages sent')}
          </Figure>
          <Figure value={number(run.goal)}>{say('達成目標而提早結束', 'reached the goal')}</Figure>
          <Figure value={number(run.notReached)}>
            {say('無法傳送（未同意或聯絡不到）', 'not reachable')}
          </Figure>
          <Figure value={number(run.noRoom)}>{say('達頻率上限而略過', 'left out for the limit')}</Figure>
          {Object.entries(run.coupons).map(([code, count]) => (
            <Figure key={code} value={number(count)}>
              {say(`張「${title(code)}」`, `× ${title(code)}`)}
            </Figure>
          ))}
          {run.points > 0 && <Figure value={number(run.points)}>{say('點', 'points')}</Figure>}
        </div>
        <Channels line={run.linePeople} email={run.email} sms={run.sms} say={say} />
        <Cost price={price} say={say} />
      </div>
    </div>
  );
}

/** What its messages have brought, and what the next month takes. */
export function Brought({ result: { result, price }, say }: { result: Result; say: Say }) {
  return (
    <div class="card" data-brought>
      <div class="card-header">
        <div>
          <h2 class="card-title">{say(`近 ${result.days} 天的成效`, `The last ${result.days} days`)}</h2>
          <p class="card-subtitle mb-0">
            {say(
              `收到訊息後 ${result.windowDays} 天內的消費，算是這個旅程帶來的；優惠券不論何時使用都計入。`,
              `A purchase within ${result.windowDays} days after a message counts as its own; a coupon whenever it is used.`,
            )}
          </p>
        </div>
      </div>
      <div class="card-body">
        <div class="journey-run">
          <Figure value={number(result.reached)} mark="reached">
            {say(
              `人收到（${number(result.messages)} 則）`,
              `people reached (${number(result.messages)} messages)`,
            )}
          </Figure>
          <Figure value={number(result.clicked)} mark="clicked">
            {say('人點擊連結', 'people clicked')}
          </Figure>
          <Figure value={number(result.couponsUsed)}>
            {say(
              `張優惠券已使用（發出 ${number(result.couponsGiven)}）`,
              `coupons used (of ${number(result.couponsGiven)})`,
            )}
          </Figure>
          <Figure value={number(result.buyers)}>
            {say(
              `人消費（${number(result.purchases)} 筆）`,
              `people bought (${number(result.purchases)} purchases)`,
            )}
          </Figure>
          <Figure value={`NT$${number(result.revenue)}`} mark="revenue">
            {say('營收（已扣退貨）', 'revenue, net of returns')}
          </Figure>
        </div>
        <Channels line={result.line.people} email={result.email} sms={result.sms} say={say} />
        <Cost price={{ ...price, months: [] }} say={say} />
      </div>
    </div>
  );
}
