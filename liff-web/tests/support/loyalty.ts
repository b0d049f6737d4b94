import type {
  Card,
  CatalogueAnswer,
  CheckedIn,
  Coupon,
  DrawsAnswer,
  Email,
  Family,
  FamilyInvite,
  Gift,
  HistoryEntry,
  LiffConfig,
  MemberCode,
  Mission,
  PointsGift,
  PointsGifts,
  Profile,
  Referral,
  Reward,
  StampCard,
  Tiers,
  WaysToEarn,
} from '../../src/api/types.ts';

export interface Answer {
  status: number;
  body?: unknown;
}

interface Call {
  method: string;
  path: string;
  body: Record<string, unknown>;
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const refuse = (status: number, code: string, more: object = {}): Answer => ({
  status,
  body: { type: 'about:blank', title: code, status, code, ...more },
});

const STEP = 30_000;
const DAY = 86_400_000;
const iso = (ms: number) => new Date(ms).toISOString();

/** The member API as the contract describes it, in memory: for tests and for `npm run dev`. */
export class Loyalty {
  /** Every request, in order. */
  calls: Call[] = [];
  /** No answer at all, as without a network. */
  offline = false;
  session: 'none' | 'guest' | 'member' = 'none';
  /** Numbers that belong to an imported member and ask for the one-time code. */
  known = new Set(['0911222333']);
  oneTimeCode = '246810';
  triesLeft = 5;
  /** Server time minus the phone's. */
  ahead = 0;
  /** Answers forced for a path, used once each. */
  forced = new Map<string, Answer[]>();

  referral: Referral = {
    enabled: false,
    link: null,
    inviterGift: null,
    inviterGiftEn: null,
    friendGift: null,
    friendGiftEn: null,
    minimumSpend: 1,
    waitDays: 7,
    mostPerMonth: 10,
    rewardedThisMonth: 0,
    friends: [],
  };

  config: LiffConfig = {
    liffId: '1656000002-Aa1Bb2Cc',
    platform: 'emulator',
    emulatorUrl: '/emulated',
    brand: {
      name: '晨光咖啡',
      nameEn: 'Morning Light Coffee',
      color: '#7a4a2b',
      logoUrl: null,
      privacyUrl: 'https://example.com/privacy',
    },
    consent: {
      version: '2026-01',
      title: '會員條款與個人資料告知',
      text:
        '## 我們蒐集什麼\n晨光咖啡為提供會員服務、**點數與優惠**,蒐集您的姓名、手機號碼、生日與消費紀錄。\n\n' +
        '## 如何使用\n- 累積與折抵點數\n- 寄送生日禮與您同意的優惠訊息\n- 處理退換貨與客訴\n\n' +
        '## 您的權利\n1. 查詢、閱覽或複製您的資料\n2. 更正、停止使用或刪除\n\n' +
        '資料保存至您終止會員資格後六個月。詳見[隱私權政策](https://example.com/privacy)。',
      textEn:
        '## What we collect\nYour name, mobile number, birthday and purchases, to run the **membership**.\n\n' +
        '## Your rights\n- See or copy your data\n- Correct it, stop its use or delete it',
    },
    oneTimeCode: { length: 6 },
  };

  card: Omit<Card, 'codes'> = {
    name: '王曉明',
    cardNumber: '6543210987654321',
    memberSince: '2025-03-02T03:00:00Z',
    tier: {
      code: 'silver',
      name: '銀卡',
      level: 2,
      color: '#9aa4b0',
      next: { name: '金卡', amountToGo: 1250, threshold: 10_000, missing: '再消費 NT$1,250', progress: 87 },
      spend12m: 8750,
      validUntil: iso(Date.now() + 240 * DAY),
    },
    points: { balance: 1280, pending: 0, expiringNext: { points: 300, at: iso(Date.now() + 12 * DAY) } },
    coupons: { usable: 3 },
  };

  coupons: Coupon[] = [
    coupon('c1', '入會禮 咖啡折抵', 'amount', 50, { minimumSpend: 150, titleEn: 'Welcome: NT$50 off' }),
    coupon('c2', '生日禮 手工蛋糕一份', 'product', 0, {
      titleEn: 'Birthday cake slice',
      description: '生日月份可兌換任一款手工蛋糕。',
      validUntil: iso(Date.now() + 3 * DAY),
    }),
    coupon('c3', '全店飲品 85 折', 'percent', 15, { titleEn: '15% off all drinks' }),
    coupon('c4', '夏日冷萃 買一送一', 'product', 0, {
      state: 'redeemed',
      redeemedAt: iso(Date.now() - 9 * DAY),
      storeName: '信義店',
    }),
    coupon('c6', '寄杯 拿鐵十杯', 'deposit', 0, {
      titleEn: 'Ten lattes kept for you',
      uses: 10,
      usesLeft: 7,
      neverExpires: true,
      rules: ['付費券，沒有使用期限。'],
      rulesEn: ['Paid for: it never expires.'],
      latestUses: [
        { at: iso(Date.now() - 2 * DAY), storeName: '信義店', units: 1 },
        { at: iso(Date.now() - 5 * DAY), storeName: '台大店', units: 2 },
      ],
      guarantee: {
        kind: '信託專戶',
        by: '晨光銀行',
        from: '2026-03-01',
        until: '2027-02-28',
        number: 'V1',
        feePercent: 3,
      },
    }),
    coupon('c7', '好友分享 買一送一', 'buyGet', 0, {
      titleEn: 'Share: buy one get one',
      mayGive: true,
      rules: ['限週一、二使用。', '不得與其他優惠券併用。'],
      validUntil: iso(Date.now() + 20 * 3_600_000),
    }),
    coupon('c5', '週年慶折價券', 'amount', 100, { state: 'expired', validUntil: iso(Date.now() - 20 * DAY) }),
  ];

  /** A gift somebody sent to the reader, by its token. */
  gifts = new Map<string, Gift>([
    [
      'tok1',
      {
        state: 'open',
        from: '陳○方',
        message: '生日快樂，請你喝咖啡！',
        title: '冷萃咖啡一杯',
        titleEn: 'One cold brew',
        description: '全門市適用。',
        kind: 'product',
        value: 0,
        until: iso(Date.now() + 2 * DAY),
        validUntil: iso(Date.now() + 20 * DAY),
        neverExpires: false,
        mine: false,
      },
    ],
  ]);

  rewards: CatalogueAnswer = {
    balance: 1280,
    cancelHours: 0,
    items: [
      reward('latte', '拿鐵一杯', 120, { nameEn: 'One latte', left: 8, terms: '限門市兌換。' }),
      reward('beans', '招牌配方豆', 1500, { nameEn: 'House blend', state: 'points', missing: 220 }),
      reward('cup', '限量馬克杯', 300, { nameEn: 'Mug', state: 'soldOut', left: 0 }),
      reward('tasting', '杯測體驗', 500, { nameEn: 'Cupping', state: 'tier', tier: '金卡', tierEn: 'Gold' }),
    ],
    redemptions: [],
  };

  draws: DrawsAnswer = {
    balance: 1280,
    draws: [
      {
        code: 'summer',
        name: '夏日抽好禮',
        nameEn: 'Summer draw',
        description: '喝咖啡抽大獎。',
        descriptionEn: '',
        state: 'open',
        opensAt: iso(Date.now() - DAY),
        closesAt: iso(Date.now() + 2 * DAY + 5000),
        drawAt: iso(Date.now() + 3 * DAY),
        free: 'once',
        freeLeft: true,
        mine: 0,
        entries: 41,
        entryPoints: 50,
        maxPerMember: 5,
        prizes: [
          { name: '咖啡機', nameEn: 'Coffee machine', count: 1 },
          { name: '100 點', nameEn: '100 points', count: 20 },
        ],
        commitment: 'ab'.repeat(32),
        tickets: [],
      },
    ],
  };

  missions: Mission[] = [
    {
      code: 'month',
      name: '本月滿額任務',
      nameEn: 'This month’s treat',
      state: 'open',
      done: 620,
      needed: 1000,
      until: iso(Date.now() + 9 * DAY),
      repeat: 'monthly',
      any: false,
      goals: [
        {
          kind: 'spend',
          text: '累積消費滿 NT$1,000',
          textEn: 'Spend NT$1,000 in all',
          done: 620,
          needed: 1000,
          unit: 'money',
        },
      ],
      prizes: [
        { at: 500, kind: 'points', title: '20 點', titleEn: '20 points', state: 'coming' },
        { at: 1000, kind: 'points', title: '50 點', titleEn: '50 points', state: 'ahead' },
      ],
    },
    {
      code: 'friends',
      name: '好友任務',
      nameEn: 'With friends',
      state: 'open',
      done: 0,
      needed: 2,
      repeat: 'once',
      about: '打卡並邀請好友',
      aboutEn: 'Check in and bring friends',
      any: false,
      goals: [
        {
          kind: 'checkIns',
          text: '打卡 3 次',
          textEn: 'Check in 3 times',
          done: 1,
          needed: 3,
          unit: 'count',
        },
        {
          kind: 'friends',
          text: '邀請 1 位好友入會並完成首次消費',
          textEn: 'Invite a friend who joins and buys',
          done: 0,
          needed: 1,
          unit: 'count',
        },
      ],
      prizes: [{ at: 2, kind: 'coupon', title: '拿鐵一杯', titleEn: 'Latte', state: 'ahead' }],
    },
    {
      code: 'newcomer',
      name: '新手任務',
      nameEn: 'First steps',
      state: 'done',
      done: 3,
      needed: 3,
      until: iso(Date.now() + 20 * DAY),
      repeat: 'once',
      any: false,
      finishedAt: iso(Date.now() - DAY),
      goals: [
        { kind: 'purchases', text: '消費 3 次', textEn: '3 purchases', done: 3, needed: 3, unit: 'count' },
      ],
      prizes: [
        { at: 3, kind: 'coupon', title: '原味可頌', titleEn: 'Croissant', state: 'given', coupon: 'c1' },
      ],
    },
    {
      code: 'few',
      name: '限量任務',
      nameEn: 'First come',
      state: 'soldOut',
      done: 1,
      needed: 2,
      until: iso(Date.now() + 60 * DAY),
      repeat: 'once',
      any: false,
      goals: [
        {
          kind: 'stores',
          text: '到 2 家不同門市消費',
          textEn: 'Buy at 2 stores',
          done: 1,
          needed: 2,
          unit: 'count',
        },
      ],
      prizes: [{ at: 2, kind: 'points', title: '100 點', titleEn: '100 points', state: 'ahead' }],
    },
    {
      code: 'past',
      name: '連續三週來店',
      nameEn: 'Three weeks in a row',
      state: 'over',
      done: 2,
      needed: 3,
      until: iso(Date.now() - DAY),
      repeat: 'once',
      any: false,
      goals: [
        {
          kind: 'weeks',
          text: '連續 3 週來店',
          textEn: 'Come 3 weeks in a row',
          done: 2,
          needed: 3,
          unit: 'count',
        },
      ],
      prizes: [{ at: 3, kind: 'points', title: '60 點', titleEn: '60 points', state: 'ahead' }],
    },
  ];

  stamps: StampCard[] = [
    {
      code: 'coffee',
      name: '咖啡集點卡',
      nameEn: 'Coffee card',
      size: 10,
      count: 6,
      number: 2,
      until: iso(Date.now() + 12 * DAY),
      how: '買咖啡，每件集 1 點。',
      howEn: 'One stamp for each coffee.',
      full: 1,
      prizes: [
        { at: 5, kind: 'coupon', title: '原味可頌', titleEn: 'Croissant', state: 'given', coupon: 'c1' },
        { at: 10, kind: 'coupon', title: '拿鐵一杯', titleEn: 'Latte', state: 'ahead' },
      ],
      lines: [{ at: iso(Date.now() - DAY), stamps: 2, why: '指定商品 2 件，每 1 件 1 點', whyEn: '2 items' }],
    },
  ];

  history: HistoryEntry[] = Array.from({ length: 27 }, (_, i) => entry(i));

  tiers: Tiers = {
    keep: {
      demand: '效期內消費滿 NT$5,000',
      missing: '再消費 NT$2,300',
      progress: 54,
      validUntil: '2027-03-09T15:59:59Z',
      graceUntil: null,
    },
    levels: [
      {
        code: 'regular',
        name: '一般會員',
        color: '#64748b',
        demand: null,
        state: 'passed',
        missing: null,
        progress: 100,
        benefits: [],
      },
      {
        code: 'silver',
        name: '銀卡',
        color: '#7c8ba1',
        demand: '12 個月內消費滿 NT$5,000',
        state: 'current',
        missing: null,
        progress: 100,
        benefits: ['每月禮：中杯美式一杯'],
      },
      {
        code: 'gold',
        name: '金卡',
        color: '#b7791f',
        demand: '12 個月內消費滿 NT$10,000',
        state: 'next',
        missing: '再消費 NT$1,250',
        progress: 87,
        benefits: ['每筆消費折 5%', '宅配免運'],
      },
      {
        code: 'diamond',
        name: '鑽石卡',
        color: '#3b5bdb',
        demand: '12 個月內消費滿 NT$40,000，並消費 20 次',
        state: 'ahead',
        missing: '再消費 NT$31,250，並再來 8 次',
        progress: 21,
        benefits: ['新品搶先購'],
      },
    ],
  };

  email: Email = { emailMasked: null, confirmed: false, canConfirm: true, codeLength: 6 };

  profile: Profile = {
    name: '王曉明',
    phoneMasked: '0912***678',
    birthday: { month: 8, day: 16, year: 1990 },
    gender: 'male',
    language: 'zh-TW',
    marketingOptIn: true,
    consent: { version: '2026-01', at: '2026-01-05T02:00:00Z' },
    memberSince: '2025-03-02T03:00:00Z',
    announcements: 'default',
    announcementsDefault: 'tiers',
  };

  ways: WaysToEarn = {
    checkInNeedsCode: true,
    ways: [
      { event: 'sale', name: '基本集點', summary: '每實付 NT$100 得 10 點。', done: false },
      { event: 'checkIn', name: '每日打卡', summary: '每日簽到贈 5 點。', done: false },
      { event: 'profile', name: '完成資料', summary: '填完個人資料贈 20 點。', done: true },
    ],
  };

  checkedIn: CheckedIn = {
    counted: true,
    already: false,
    points: 5,
    balance: 1285,
    tomorrow: 5,
    storeName: '信義店',
  };

  pointsGifts: PointsGifts = {
    on: true,
    minimum: 10,
    maximumPerMonth: 500,
    leftThisMonth: 440,
    giveable: 440,
    gifts: [],
  };

  family: Family = {
    on: true,
    maximumMembers: 4,
    owner: true,
    total: 1480,
    people: [
      { id: 'f1', name: '王曉明', joinedAt: iso(Date.now() - 40 * DAY), points: 1280, me: true, owner: true },
      { id: 'f2', name: '王○妹', joinedAt: iso(Date.now() - 3 * DAY), points: 200, me: false, owner: false },
    ],
    invites: [],
  };

  familyInvite: FamilyInvite = { state: 'open', from: '王○明', people: 2, until: iso(Date.now() + 2 * DAY) };

  pointsGift: PointsGift = {
    state: 'open',
    from: '陳○方',
    points: 60,
    message: '請你喝咖啡！',
    until: iso(Date.now() + 2 * DAY),
    expiresAt: iso(Date.now() + 40 * DAY),
    mine: false,
    received: false,
  };

  now = () => Date.now() + this.ahead;

  /** One look at the clock: two may fall into different milliseconds, and a minute would last a little longer. */
  private minute() {
    const from = this.now();
    return { from: iso(from), to: iso(from + 60_000) };
  }

  codes(): MemberCode[] {
    const first = Math.floor(this.now() / STEP) * STEP;
    return Array.from({ length: 20 }, (_, i) => {
      const from = first + i * STEP;
      const step = String(from / STEP);
      return {
        from: iso(from),
        to: iso(from + STEP),
        identify: `1.aK7.${btoa(`member-${step}-0123456789abcdef0123456`).replace(/=/g, '')}`,
        barcode: `71${step.padStart(14, '0')}`,
      };
    });
  }

  state() {
    if (this.session === 'member') {
      return {
        state: 'member',
        version: this.version(),
        serverTime: iso(this.now()),
        card: { ...this.card, codes: this.codes() },
      };
    }
    return { state: 'guest', displayName: '曉明' };
  }

  private seen = { card: '', version: 0 };

  version(): number {
    const card = JSON.stringify(this.card);
    if (card !== this.seen.card) this.seen = { card, version: this.seen.version + 1 };
    return this.seen.version;
  }

  /** The clerk scanned the coupon. */
  redeem(id: string): void {
    this.change(id, { state: 'redeemed', redeemedAt: iso(this.now()), storeName: '信義店' });
  }

  change(id: string, change: Partial<Coupon>): void {
    this.coupons = this.coupons.map((one) => (one.id === id ? { ...one, ...change } : one));
  }

  /** The next answer for a path, instead of the usual one. */
  force(path: string, status: number, body?: unknown): void {
    this.forced.set(path, [...(this.forced.get(path) ?? []), { status, body }]);
  }

  asked(path: string): Call[] {
    return this.calls.filter((call) => call.path === path);
  }

  handle(method: string, url: string, body: Record<string, unknown> = {}): Answer {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const path = pathname.replace('/api/liff', '');
    this.calls.push({ method, path, body });
    const forced = this.forced.get(path)?.shift();
    if (forced) return forced;
    switch (`${method} ${path}`) {
      case 'GET /config':
        return ok(this.config);
      case 'GET /card':
        return this.session === 'none' ? { status: 204 } : ok(this.state());
      case 'GET /card/version':
        return this.session === 'member' ? ok({ version: this.version() }) : refuse(401, 'liff.no_session');
      case 'POST /session':
        if (!String(body.idToken ?? '').includes('.')) return refuse(401, 'liff.id_token_invalid');
        if (this.session === 'none') this.session = 'guest';
        return ok(this.state());
      case 'POST /session/end':
        this.session = 'none';
        return { status: 204 };
      case 'POST /join':
        return this.join(body);
      case 'POST /join/code':
        return this.joinCode(String(body.code));
      case 'POST /join/resend':
        this.triesLeft = 5;
        return { status: 202, body: this.challenge() };
    }
    if (this.session === 'guest' && method === 'GET' && path.startsWith('/gifts/'))
      return this.gift(path.split('/')[2] ?? '', false);
    if (path === '/points-gifts/tok5' && method === 'GET' && this.session !== 'none')
      return ok(this.pointsGift);
    if (path === '/family-invites/tok6' && method === 'GET' && this.session !== 'none')
      return ok(this.familyInvite);
    if (this.session !== 'member') return refuse(401, 'liff.session_required');
    const [, giftToken, isClaim] = /^\/gifts\/([^/]+)(\/claim)?$/.exec(path) ?? [];
    if (giftToken) return this.gift(giftToken, isClaim !== undefined);
    if (path === '/coupons/claim') return this.claim(String(body.code));
    const [, given, isEnd] = /^\/coupons\/([^/]+)\/gift(\/end)?$/.exec(path) ?? [];
    if (given) return this.give(given, isEnd !== undefined);
    const [, item] = /^\/rewards\/([^/]+)\/redeem$/.exec(path) ?? [];
    if (item) return this.redeemReward(item, Number(body.points));
    const [, entered] = /^\/draws\/([^/]+)\/enter$/.exec(path) ?? [];
    if (entered) return this.enterDraw(body.points === undefined);
    const [, redemption] = /^\/redemptions\/([^/]+)\/cancel$/.exec(path) ?? [];
    if (redemption) return this.cancelRedemption(redemption);
    const [, couponId, isCode] = /^\/coupons\/([^/]+)(\/code)?$/.exec(path) ?? [];
    if (couponId) return method === 'POST' && isCode ? this.couponCode(couponId) : this.coupon(couponId);
    switch (`${method} ${path}`) {
      case 'POST /codes':
        return ok({
          ...this.minute(),
          code: `2.sP9.${'Zm9vYmFyYmF6'.repeat(3)}`,
        });
      case 'GET /coupons':
        return ok({ coupons: this.coupons });
      case 'GET /history': {
        const from = Number(searchParams.get('before') ?? 0);
        const limit = Number(searchParams.get('limit') ?? 20);
        const entries = this.history.slice(from, from + limit);
        return ok({ entries, next: from + limit < this.history.length ? String(from + limit) : null });
      }
      case 'GET /points':
        return ok({
          balance: this.card.points.balance,
          lots: this.lots(),
          mayGive: this.pointsGifts.on,
          mayShare: this.family.on,
        });
      case 'GET /earn':
        return ok(this.ways);
      case 'POST /check-in':
        return ok(this.checkedIn);
      case 'GET /points/gifts':
        return ok(this.pointsGifts);
      case 'POST /points/gifts/link':
        return this.offerPoints(body);
      case 'POST /points/gifts':
        return ok({ points: body.points, receiverName: '林○麗', balance: 1000 });
      case 'POST /points/gifts/g1/end':
        this.pointsGifts = {
          ...this.pointsGifts,
          gifts: this.pointsGifts.gifts.map((one) => ({ ...one, state: 'takenBack', token: null })),
        };
        return ok(this.pointsGifts);
      case 'GET /family':
        return ok(this.family);
      case 'POST /family/invites': {
        const invite = { id: 'i1', token: 'tok6', until: iso(Date.now() + 3 * DAY) };
        this.family = { ...this.family, invites: [invite] };
        return ok({ token: invite.token, until: invite.until, family: this.family });
      }
      case 'POST /family/invites/i1/end':
        this.family = { ...this.family, invites: [] };
        return ok(this.family);
      case 'POST /family/people/f2/end':
        this.family = { ...this.family, people: this.family.people.slice(0, 1), total: 1280 };
        return ok(this.family);
      case 'POST /family/leave':
        this.family = { ...this.family, people: [], total: 0, mayJoinFrom: iso(Date.now() + 30 * DAY) };
        return ok(this.family);
      case 'POST /family-invites/tok6/join':
        this.familyInvite = { ...this.familyInvite, state: 'joined', people: 3 };
        return ok(this.familyInvite);
      case 'POST /points-gifts/tok5/claim':
        this.pointsGift = { ...this.pointsGift, state: 'claimed', received: true };
        return ok(this.pointsGift);
      case 'GET /draws':
        return ok(this.draws);
      case 'GET /missions':
        return ok({ missions: this.missions });
      case 'GET /stamps':
        return ok({ cards: this.stamps });
      case 'GET /rewards':
        return ok(this.rewards);
      case 'GET /referral':
        return ok(this.referral);
      case 'GET /tiers':
        return ok(this.tiers);
      case 'GET /profile':
        return ok(this.profile);
      case 'PUT /profile':
        return this.saveProfile(body);
      case 'GET /email':
        return ok(this.email);
      case 'PUT /email':
        this.email = {
          ...this.email,
          emailMasked: body.email ? `${String(body.email)[0]}•••@mail.example` : null,
          confirmed: false,
        };
        return this.sendEmailCode();
      case 'POST /email/code':
        return this.sendEmailCode();
      case 'POST /email/confirm':
        if (body.code !== '482915') return refuse(422, 'email.code_wrong', { triesLeft: 4 });
        this.email = { ...this.email, confirmed: true, resendAt: null };
        return ok(this.email);
      default:
        return refuse(404, 'request.not_found');
    }
  }

  private join(body: Record<string, unknown>): Answer {
    if (body.consentVersion !== this.config.consent.version) return refuse(409, 'member.consent_outdated');
    let phone = String(body.phone).normalize('NFKC').replace(/\D/g, '').replace(/^886/, '');
    phone = phone.startsWith('0') ? phone : `0${phone}`;
    if (!/^09\d{8}$/.test(phone)) {
      return refuse(400, 'request.invalid', { errors: { phone: ['member.phone_invalid'] } });
    }
    if (this.known.has(phone)) return { status: 202, body: this.challenge() };
    this.become(String(body.name));
    return ok(this.state());
  }

  private challenge() {
    return {
      state: 'codeRequired',
      challenge: 'ch_1',
      phoneMasked: '0911***333',
      expiresAt: iso(this.now() + 300_000),
      resendAt: iso(this.now() + 60_000),
    };
  }

  private joinCode(code: string): Answer {
    if (this.triesLeft === 0) return refuse(429, 'otp.too_many');
    if (code !== this.oneTimeCode) {
      this.triesLeft--;
      return refuse(422, 'otp.wrong', { triesLeft: this.triesLeft });
    }
    this.become(this.card.name);
    return ok(this.state());
  }

  private become(name: string): void {
    this.session = 'member';
    this.card = { ...this.card, name };
    this.profile = { ...this.profile, name };
  }

  private coupon(id: string): Answer {
    const found = this.coupons.find((one) => one.id === id);
    return found ? ok(found) : refuse(404, 'coupon.not_found');
  }

  private couponCode(id: string): Answer {
    const found = this.coupons.find((one) => one.id === id);
    if (found?.state !== 'usable') return refuse(409, 'coupon.already_redeemed');
    return ok({
      ...this.minute(),
      code: `3.cQ4.${'q83vASNFZ4k'.repeat(3)}`,
      display: 'K7Q2-9M4X-RT6B-W3HJ-5',
    });
  }

  private redeemReward(code: string, points: number): Answer {
    const found = this.rewards.items.find((one) => one.code === code);
    if (!found) return refuse(404, 'reward.not_found');
    if (found.state !== 'available')
      return { status: 409, body: { title: '此商品已兌換完畢。', status: 409, code: 'reward.sold_out' } };
    const redemption = {
      id: 'r1',
      item: code,
      name: found.name,
      nameEn: found.nameEn,
      points,
      at: iso(this.now()),
      state: 'ready' as const,
      coupon: 'c1',
      cancelUntil:
        this.rewards.cancelHours > 0 ? iso(this.now() + this.rewards.cancelHours * 3_600_000) : null,
    };
    this.rewards = {
      ...this.rewards,
      balance: this.rewards.balance - points,
      redemptions: [redemption, ...this.rewards.redemptions],
    };
    return ok({ redemption, balance: this.rewards.balance });
  }

  private enterDraw(free: boolean): Answer {
    const [draw, ...rest] = this.draws.draws;
    if (!draw) return refuse(404, 'draw.not_found');
    const mine = draw.mine + 1;
    this.draws = {
      balance: free ? this.draws.balance : this.draws.balance - (draw.entryPoints ?? 0),
      draws: [
        {
          ...draw,
          mine,
          entries: draw.entries + 1,
          freeLeft: free ? false : draw.freeLeft,
          tickets: [...draw.tickets, { ref: `ticket${mine}` }],
        },
        ...rest,
      ],
    };
    return ok(this.draws);
  }

  private cancelRedemption(id: string): Answer {
    const points = this.rewards.redemptions.find((one) => one.id === id)?.points ?? 0;
    this.rewards = {
      ...this.rewards,
      balance: this.rewards.balance + points,
      redemptions: this.rewards.redemptions.map((one) =>
        one.id === id ? { ...one, state: 'cancelled', cancelUntil: null } : one,
      ),
    };
    return ok({ balance: this.rewards.balance });
  }

  private offerPoints(body: Record<string, unknown>): Answer {
    const points = Number(body.points);
    const until = iso(this.now() + 3 * DAY);
    const given = {
      id: 'g1',
      points,
      state: 'open' as const,
      offeredAt: iso(this.now()),
      until,
      token: 'tok5',
    };
    this.pointsGifts = { ...this.pointsGifts, giveable: this.pointsGifts.giveable - points, gifts: [given] };
    return ok({ id: 'g1', token: 'tok5', until });
  }

  private claim(code: string): Answer {
    if (code.toUpperCase() !== 'SUMMER50')
      return { status: 404, body: { title: '查無此優惠代碼。', status: 404, code: 'promo.unknown' } };
    const got = coupon('c9', '夏日限定 折 50', 'amount', 50, { titleEn: 'Summer: NT$50 off' });
    this.coupons = [got, ...this.coupons];
    return ok(got);
  }

  private give(id: string, end: boolean): Answer {
    this.change(id, { state: end ? 'usable' : 'offered', mayGive: end });
    return end ? this.coupon(id) : ok({ token: 'tok9', until: iso(this.now() + 3 * DAY) });
  }

  private gift(token: string, claim: boolean): Answer {
    const found = this.gifts.get(token);
    if (!found) return refuse(404, 'gift.not_found');
    if (!claim) return ok(found);
    if (found.state !== 'open')
      return { status: 409, body: { title: '這份禮物已經被領走了。', status: 409, code: 'gift.claimed' } };
    const got = coupon('c8', found.title, found.kind, found.value, {});
    this.coupons = [got, ...this.coupons];
    this.gifts.set(token, { ...found, state: 'claimed', couponId: 'c8' });
    return ok(got);
  }

  private lots() {
    const lot = (points: number, remaining: number, ago: number, reason: string) => ({
      points,
      remaining,
      earnedAt: iso(this.now() - ago * DAY),
      expiresAt: iso(this.now() + (90 - ago) * DAY),
      reason,
    });
    return [
      lot(420, 300, 78, '消費 信義店'),
      lot(480, 480, 40, '消費 台大店'),
      lot(500, 500, 6, '消費 信義店'),
    ];
  }

  private sendEmailCode(): Answer {
    const { emailMasked, canConfirm } = this.email;
    this.email.resendAt = emailMasked && canConfirm ? new Date(Date.now() + 60_000).toISOString() : null;
    return ok(this.email);
  }

  private saveProfile(body: Record<string, unknown>): Answer {
    if (body.birthday && this.profile.birthday) {
      return refuse(400, 'request.invalid', { errors: { birthday: ['member.birthday_fixed'] } });
    }
    const { birthday, ...rest } = body;
    this.profile = { ...this.profile, ...rest };
    if (typeof birthday === 'string') {
      const [year, month, day] = birthday.split('-').map(Number) as [number, number, number];
      this.profile.birthday = { year, month, day };
    }
    this.card = { ...this.card, name: this.profile.name };
    return ok(this.profile);
  }
}

function coupon(
  id: string,
  title: string,
  kind: Coupon['kind'],
  value: number,
  more: Partial<Coupon>,
): Coupon {
  return {
    id,
    title,
    titleEn: null,
    description: '全門市適用，每筆消費限用一張。',
    kind,
    value,
    minimumSpend: 0,
    validFrom: iso(Date.now() - DAY),
    validUntil: iso(Date.now() + 40 * DAY),
    state: 'usable',
    terms: '限本人使用，不得轉讓或兌換現金。\n不可與其他優惠併用。',
    ...more,
  };
}

function entry(i: number): HistoryEntry {
  const at = iso(Date.now() - i * 4.3 * DAY - 3_600_000);
  const id = `h${i}`;
  if (i % 9 === 4)
    return { id, at, kind: 'coupon', title: '入會禮 咖啡折抵', storeName: '台大店', reason: 'redeemed' };
  if (i % 7 === 3) return { id, at, kind: 'expire', title: '點數到期', points: -40 };
  if (i % 5 === 2) return { id, at, kind: 'spend', title: '折抵消費', storeName: '信義店', points: -100 };
  if (i === 5)
    return { id, at, kind: 'refund', title: '退貨', storeName: '信義店', amount: -120, points: -12 };
  return {
    id,
    at,
    kind: 'purchase',
    title: '消費',
    storeName: i % 2 ? '台大店' : '信義店',
    amount: 265 + i * 5,
    points: 20,
    lines: [
      { name: '拿鐵（大）', quantity: 1, amount: 145 },
      { name: '原味可頌', quantity: 2, amount: 120 + i * 5 },
    ],
  };
}

function reward(code: string, name: string, points: number, more: Partial<Reward>): Reward {
  return {
    code,
    name,
    nameEn: '',
    description: '',
    descriptionEn: '',
    points,
    kind: 'coupon',
    state: 'available',
    missing: 0,
    ...more,
  };
}
