import type { Say } from '../composer/words';
import type { JourneyEvent, Node, Setup, Trigger } from './wire';

export const clock = (at: string) => at.slice(0, 5);

const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日'];
const WEEKDAYS_EN = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
export const weekday = (day: number, say: Say) => say(`週${WEEKDAYS[day - 1]}`, WEEKDAYS_EN[day - 1] ?? '');

const product = (sku: string, setup: Setup) => setup.products.find((p) => p.sku === sku)?.name ?? sku;

export function eventWords(on: JourneyEvent, setup: Setup, say: Say): string {
  switch (on.type) {
    case 'follow':
      return say('加入好友', 'follows the account');
    case 'bind':
      return say('綁定會員卡', 'binds the card');
    case 'purchase': {
      const parts = [
        on.first ? say('首次', 'first ') : '',
        on.firstOfMonth ? say('當月首次', 'month’s first ') : '',
        say('消費', 'purchase'),
        on.atLeast ? say(`滿 NT$${on.atLeast}`, ` of NT$${on.atLeast} or more`) : '',
        on.category ? say(`（分類「${on.category}」）`, ` in ${on.category}`) : '',
        on.sku ? say(`（${product(on.sku, setup)}）`, ` of ${product(on.sku, setup)}`) : '',
      ];
      return parts.join('');
    }
    case 'tag':
      return say(`被貼上「${on.tag}」`, `gets the tag ${on.tag}`);
    case 'tier': {
      const to = setup.tiers.filter((t) => on.to.includes(t.code)).map((t) => t.name);
      return to.length === 0
        ? say('等級變動', 'level changes')
        : say(`等級變為${to.join('、')}`, `level becomes ${to.join(', ')}`);
    }
    case 'click': {
      if (on.own) return say('點擊這個旅程的訊息', 'clicks in this journey’s message');
      const push =
        setup.campaigns.find((c) => c.id === on.campaign)?.name ??
        setup.journeys.find((j) => j.id === on.journey)?.name;
      return push
        ? say(`點擊「${push}」`, `clicks in ${push}`)
        : say('點擊推播或旅程的連結', 'clicks a counted link');
    }
    case 'couponUsed': {
      const title = setup.coupons.find((c) => c.code === on.coupon)?.title;
      return title ? say(`使用「${title}」`, `uses ${title}`) : say('使用任一優惠券', 'uses a coupon');
    }
    case 'mission': {
      const name = setup.missions.find((m) => m.code === on.mission)?.name;
      return name
        ? say(`完成任務「${name}」`, `finishes ${name}`)
        : say('完成任一任務', 'finishes a mission');
    }
    case 'web':
      return say(`網站事件「${on.name}」`, `web event ${on.name}`);
  }
}

export function triggerWords(trigger: Trigger, setup: Setup, say: Say): string {
  switch (trigger.type) {
    case 'event':
      return say(
        `當會員${eventWords(trigger.on, setup, say)}`,
        `When a member: ${eventWords(trigger.on, setup, say)}`,
      );
    case 'segment': {
      const name = setup.segments.find((s) => s.id === trigger.segmentId)?.name ?? '?';
      return say(`進入分眾「${name}」`, `Comes into ${name}`);
    }
    case 'birthday':
      return trigger.daysBefore === 0
        ? say('生日當天', 'On the birthday')
        : say(`生日前 ${trigger.daysBefore} 天`, `${trigger.daysBefore} days before the birthday`);
    case 'anniversary':
      return say('入會週年日', 'On the day of joining, each year');
    case 'lapse':
      return say(`${trigger.afterDays} 天沒有消費`, `${trigger.afterDays} days without a purchase`);
    case 'cycle':
      return say(
        `超過個人購買週期的 ${trigger.times} 倍`,
        `${trigger.times} times the member’s own cycle without a purchase`,
      );
    case 'pointsExpiring':
      return say(`點數到期前 ${trigger.daysBefore} 天`, `${trigger.daysBefore} days before points expire`);
    case 'couponExpiring':
      return say(
        `優惠券到期前 ${trigger.daysBefore} 天`,
        `${trigger.daysBefore} days before a coupon expires`,
      );
  }
}

export function typeWords(type: Node['type'], say: Say): string {
  return {
    waitTime: say('等待一段時間', 'Wait a while'),
    waitDay: say('等到第幾天', 'Wait for a day'),
    waitClock: say('等到幾點／星期幾', 'Wait for an hour'),
    waitEvent: say('等待某件事發生', 'Wait for an event'),
    branchRule: say('依條件分流', 'Branch by segment'),
    branchSplit: say('依比例分流', 'Split by share'),
    message: say('傳送訊息', 'Send a message'),
    coupon: say('發優惠券', 'Give a coupon'),
    points: say('贈點', 'Give points'),
    mission: say('指派任務', 'Give a mission'),
    menu: say('切換圖文選單', 'Change the menu'),
    tag: say('貼／移除標籤', 'Change a tag'),
    webhook: say('通知其他系統', 'Call a webhook'),
    clerk: say('交辦給門市', 'Ask the shop'),
    outside: say('電子郵件或簡訊', 'E-mail or SMS'),
  }[type];
}

export const typeIcon = (type: Node['type']) =>
  ({
    waitTime: 'clock',
    waitDay: 'clock',
    waitClock: 'clock',
    waitEvent: 'bell',
    branchRule: 'filter',
    branchSplit: 'layout',
    message: 'send',
    coupon: 'ticket',
    points: 'coin',
    mission: 'check',
    menu: 'layout',
    tag: 'tag',
    webhook: 'link',
    clerk: 'user',
    outside: 'send',
  })[type];

/** What a node does, in a line. */
export function nodeWords(node: Node, setup: Setup, say: Say): string {
  switch (node.type) {
    case 'waitTime': {
      const parts = [
        node.days ? say(`${node.days} 天`, `${node.days} d`) : '',
        node.hours ? say(`${node.hours} 小時`, `${node.hours} h`) : '',
        node.minutes ? say(`${node.minutes} 分鐘`, `${node.minutes} min`) : '',
      ].filter(Boolean);
      return say(`等 ${parts.join(' ') || '…'}`, `Wait ${parts.join(' ') || '…'}`);
    }
    case 'waitDay':
      return node.day === 0
        ? say(`等到當天 ${clock(node.at)}`, `Until the day itself, ${clock(node.at)}`)
        : node.day > 0
          ? say(`等到第 ${node.day} 天 ${clock(node.at)}`, `Until day ${node.day}, ${clock(node.at)}`)
          : say(
              `等到前 ${-node.day} 天 ${clock(node.at)}`,
              `Until ${-node.day} days before, ${clock(node.at)}`,
            );
    case 'waitClock': {
      const days =
        node.weekdays.length === 0
          ? say('每天', 'any day')
          : node.weekdays.map((d) => weekday(d, say)).join(say('、', ', '));
      return say(`等到${days} ${clock(node.at)}`, `Until ${days}, ${clock(node.at)}`);
    }
    case 'waitEvent': {
      const longest = [
        node.days ? say(`${node.days} 天`, `${node.days} d`) : '',
        node.hours ? say(`${node.hours} 小時`, `${node.hours} h`) : '',
      ]
        .filter(Boolean)
        .join(' ');
      return say(
        `等會員${eventWords(node.on, setup, say)}，最久 ${longest}`,
        `Until: ${eventWords(node.on, setup, say)}; ${longest} at most`,
      );
    }
    case 'branchRule': {
      const name = setup.segments.find((s) => s.id === node.segment)?.name;
      return name
        ? say(`屬於「${name}」？`, `In ${name}?`)
        : node.rule
          ? say('符合既定條件？', 'Fits the given rule?')
          : say('尚未選擇分眾', 'No segment chosen');
    }
    case 'branchSplit':
      return node.arms.map((a) => `${a.percent}%`).join(' / ');
    case 'message': {
      const first = node.content.messages[0];
      const text =
        first?.kind === 'text'
          ? first.text
          : first?.kind === 'card'
            ? first.title
            : first && say('（圖片或卡片）', '(picture or cards)');
      return text || say('（尚未撰寫）', '(not written yet)');
    }
    case 'coupon':
      return (
        setup.coupons.find((c) => c.code === node.coupon)?.title ??
        (node.coupon || say('尚未選擇', 'None chosen'))
      );
    case 'points':
      return say(`送 ${node.points} 點`, `${node.points} points`);
    case 'mission':
      return (
        setup.missions.find((m) => m.code === node.mission)?.name ??
        (node.mission || say('尚未選擇', 'None chosen'))
      );
    case 'menu':
      return node.menu === undefined
        ? say('恢復原本的選單', 'Back to the usual menu')
        : (setup.menus.find((m) => m.id === node.menu)?.name ?? say('（選單已刪除）', '(menu gone)'));
    case 'tag':
      if (node.tag === '') return say('（尚未選擇標籤）', '(no tag yet)');
      return node.remove
        ? say(`移除「${node.tag}」`, `Take ${node.tag} off`)
        : say(`貼上「${node.tag}」`, `Put ${node.tag} on`);
    case 'webhook':
      return node.url;
    case 'outside':
      return node.words.text || say('（尚未撰寫）', '(not written yet)');
    case 'clerk':
      return node.title || say('（尚未填寫）', '(not written yet)');
  }
}

export function portWords(port: string, node: Node, say: Say): string {
  if (node.type === 'branchSplit') return `${node.arms[Number(port)]?.percent ?? 0}%`;
  return (
    {
      yes: say('是', 'Yes'),
      no: say('否', 'No'),
      happened: say('發生了', 'Happened'),
      timedOut: say('時間到', 'Timed out'),
    }[port] ?? ''
  );
}

export function resultWords(result: string, say: Say): string {
  return (
    {
      sent: say('已傳送', 'sent'),
      given: say('已發送', 'given'),
      done: say('完成', 'done'),
      asked: say('已交辦', 'asked'),
      sent_email: say('已寄電子郵件', 'e-mailed'),
      sent_sms: say('已傳簡訊', 'texted'),
      no_channel: say('沒有可用的管道', 'no channel'),
      called: say('已排入通知', 'queued'),
      late: say('逾期未補', 'too late'),
      no_room: say('達頻率上限', 'no room'),
      opted_out: say('未同意行銷', 'opted out'),
      blocked: say('非好友', 'not a friend'),
      unbound: say('未綁定', 'not bound'),
    }[result] ?? result
  );
}

export function stateWords(state: string, outcome: string | null, say: Say): string {
  if (state === 'Inside') return say('進行中', 'inside');
  if (state === 'Finished') return say('走完', 'to the end');
  if (state === 'Goal') return say('達成目標', 'goal reached');
  const why =
    {
      'purchase.recorded': say('已消費', 'bought'),
      stopped: say('人工停止', 'stopped'),
      erased: say('會員已刪除', 'erased'),
    }[outcome ?? ''] ??
    outcome ??
    '';
  return say(`離開（${why}）`, `left (${why})`);
}
