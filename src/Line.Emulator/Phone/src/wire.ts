// LINE's message, Flex and action objects as this page reads them, and the emulator's own shapes around them.
// Everything is optional that LINE makes optional: a message that misses a part is drawn without it.

export type Action = {
  type: string;
  label?: string;
  text?: string;
  data?: string;
  displayText?: string;
  inputOption?: 'closeRichMenu' | 'openRichMenu' | 'openKeyboard' | 'openVoice';
  fillInText?: string;
  uri?: string;
  altUri?: { desktop?: string };
  mode?: 'date' | 'time' | 'datetime';
  initial?: string;
  max?: string;
  min?: string;
  richMenuAliasId?: string;
  clipboardText?: string;
};

export type QuickReply = { items: { type?: string; imageUrl?: string; action: Action }[] };

export type Column = {
  thumbnailImageUrl?: string;
  imageUrl?: string;
  imageBackgroundColor?: string;
  title?: string;
  text?: string;
  defaultAction?: Action;
  action?: Action;
  actions?: Action[];
};

export type Template = Column & {
  type: 'buttons' | 'confirm' | 'carousel' | 'image_carousel';
  imageAspectRatio?: 'rectangle' | 'square';
  imageSize?: 'cover' | 'contain';
  columns?: Column[];
};

export type ImagemapArea = { x: number; y: number; width: number; height: number };
export type ImagemapAction = {
  type: string;
  label?: string;
  linkUri?: string;
  text?: string;
  clipboardText?: string;
  area: ImagemapArea;
};

export type ImagemapVideo = {
  originalContentUrl: string;
  previewImageUrl: string;
  area: ImagemapArea;
  externalLink?: { linkUri: string; label: string };
};

type Common = {
  id?: string;
  quickReply?: QuickReply;
  sender?: { name?: string; iconUrl?: string };
  quoteToken?: string;
};
export type Emoji = { index: number; length?: number; productId: string; emojiId: string };
export type Mention = { mentionees: { index: number; length: number; type?: string; userId?: string }[] };
export type Substitution =
  | { type: 'mention'; mentionee?: { type: string; userId?: string } }
  | { type: 'emoji'; productId?: string; emojiId?: string }
  | { type: string };

export type Message = Common &
  (
    | { type: 'text'; text: string; emojis?: Emoji[]; mention?: Mention }
    | { type: 'textV2'; text: string; substitution?: Record<string, Substitution> }
    | { type: 'sticker'; packageId: string; stickerId: string; keywords?: string[] }
    | { type: 'image'; originalContentUrl?: string; previewImageUrl?: string }
    | { type: 'video'; originalContentUrl?: string; previewImageUrl?: string; trackingId?: string }
    | { type: 'audio'; originalContentUrl?: string; duration?: number }
    | { type: 'file'; fileName?: string; fileSize?: number; originalContentUrl?: string }
    | { type: 'location'; title?: string; address?: string; latitude: number; longitude: number }
    | {
        type: 'imagemap';
        baseUrl: string;
        altText: string;
        baseSize: { width: number; height: number };
        actions: ImagemapAction[];
        video?: ImagemapVideo;
      }
    | { type: 'template'; altText: string; template: Template }
    | { type: 'flex'; altText: string; contents: FlexContainer }
    | { type: 'coupon'; couponId: string }
  );

/** A coupon of the platform's own, as the account made it. */
export type LineCoupon = {
  couponId: string;
  title: string;
  status: string;
  startTimestamp: number;
  endTimestamp: number;
  description?: string;
  usageCondition?: string;
  imageUrl?: string;
  barcodeImageUrl?: string;
  couponCode?: string;
  acquisitionCondition?: { type: string };
  reward?: {
    type: string;
    priceInfo?: {
      type: string;
      fixedAmount?: number;
      percentage?: number;
      originalPrice?: number;
      priceAfterDiscount?: number;
    };
  };
};

export type FlexContainer = FlexBubble | { type: 'carousel'; contents: FlexBubble[] };
export type BubbleSize = 'nano' | 'micro' | 'deca' | 'hecto' | 'kilo' | 'mega' | 'giga';
export type BlockStyle = { backgroundColor?: string; separator?: boolean; separatorColor?: string };
export type FlexBubble = {
  type: 'bubble';
  size?: BubbleSize;
  direction?: 'ltr' | 'rtl';
  header?: FlexBox;
  hero?: FlexNode;
  body?: FlexBox;
  footer?: FlexBox;
  styles?: { header?: BlockStyle; hero?: BlockStyle; body?: BlockStyle; footer?: BlockStyle };
  action?: Action;
};

type Placed = {
  flex?: number;
  margin?: string;
  position?: 'relative' | 'absolute';
  offsetTop?: string;
  offsetBottom?: string;
  offsetStart?: string;
  offsetEnd?: string;
};
type Lettered = {
  size?: string;
  scaling?: boolean;
  color?: string;
  weight?: 'regular' | 'bold';
  style?: 'normal' | 'italic';
  decoration?: 'none' | 'underline' | 'line-through';
};
export type FlexBox = Placed & {
  type: 'box';
  layout: 'horizontal' | 'vertical' | 'baseline';
  contents: FlexNode[];
  spacing?: string;
  backgroundColor?: string;
  borderColor?: string;
  borderWidth?: string;
  cornerRadius?: string;
  width?: string;
  maxWidth?: string;
  height?: string;
  maxHeight?: string;
  paddingAll?: string;
  paddingTop?: string;
  paddingBottom?: string;
  paddingStart?: string;
  paddingEnd?: string;
  justifyContent?: string;
  alignItems?: string;
  background?: {
    type: string;
    angle?: string;
    startColor?: string;
    endColor?: string;
    centerColor?: string;
    centerPosition?: string;
  };
  action?: Action;
};
export type FlexText = Placed &
  Lettered & {
    type: 'text';
    text?: string;
    contents?: FlexSpan[];
    align?: 'start' | 'end' | 'center';
    gravity?: 'top' | 'bottom' | 'center';
    wrap?: boolean;
    lineSpacing?: string;
    maxLines?: number;
    adjustMode?: string;
    action?: Action;
  };
export type FlexSpan = Lettered & { type: 'span'; text?: string };
export type FlexButton = Placed & {
  type: 'button';
  action: Action;
  style?: 'primary' | 'secondary' | 'link';
  color?: string;
  height?: 'sm' | 'md';
  gravity?: 'top' | 'bottom' | 'center';
  adjustMode?: string;
  scaling?: boolean;
};
export type FlexImage = Placed & {
  type: 'image';
  url: string;
  align?: 'start' | 'end' | 'center';
  gravity?: 'top' | 'bottom' | 'center';
  size?: string;
  aspectRatio?: string;
  aspectMode?: 'fit' | 'cover';
  backgroundColor?: string;
  animated?: boolean;
  action?: Action;
};
export type FlexIcon = Placed & {
  type: 'icon';
  url: string;
  size?: string;
  scaling?: boolean;
  aspectRatio?: string;
};
export type FlexSeparator = { type: 'separator'; margin?: string; color?: string };
export type FlexVideo = {
  type: 'video';
  url?: string;
  previewUrl?: string;
  altContent?: FlexNode;
  aspectRatio?: string;
  action?: Action;
};
export type FlexFiller = { type: 'filler'; flex?: number };
export type FlexSpacer = { type: 'spacer'; size?: string };
export type FlexNode =
  | FlexBox
  | FlexText
  | FlexSpan
  | FlexButton
  | FlexImage
  | FlexIcon
  | FlexSeparator
  | FlexVideo
  | FlexFiller
  | FlexSpacer;

export type Person = {
  userId: string;
  displayName: string;
  pictureUrl?: string | null;
  language?: string | null;
  friend: boolean;
  blocked: boolean;
  lastMessageAt?: string | null;
};
export type Friend = { userId: string; displayName: string; pictureUrl?: string | null };
export type Bot = Friend;
export type RichMenuArea = { bounds: ImagemapArea; action: Action };
export type RichMenu = {
  richMenuId: string;
  chatBarText: string;
  selected: boolean;
  size: { width: number; height: number };
  areas: RichMenuArea[];
  imageUrl: string;
};
export type Item = {
  id: string;
  at: string;
  /** 'friend': another person sent it; with 'user' and a friend it is the copy on the sender's own phone. */
  from: 'bot' | 'user' | 'friend' | 'system';
  friend?: Friend;
  messageId?: string;
  message?: Message;
  via?: 'reply' | 'push' | 'multicast' | 'broadcast' | 'narrowcast';
  event?: 'follow' | 'unfollow' | 'postback';
  unsent?: boolean;
  requestId?: string;
};
export type Clock = { now: string; offsetSeconds?: number; movable?: boolean };
export type ChatView = { user: Person; bot: Bot; richMenu: RichMenu | null; items: Item[]; clock: Clock };
export type LiffView = 'full' | 'tall' | 'compact';
export type OpenAnswer = { open?: { url: string; liff?: { liffId: string; view?: LiffView } | null } };
export type JournalSummary = {
  accepted: number;
  byEndpoint: Record<string, number>;
  recipients: Record<string, number>;
  duplicates: number;
};
/** One HTTP exchange between platform and bot: an event delivered, or a call of the API with LINE's verdict. */
export type Exchange = {
  seq: number;
  at: string;
  kind: 'webhook' | 'api';
  method: string;
  path: string;
  users: string[];
  request: unknown;
  status: number | null;
  response: unknown;
  requestId?: string | null;
  error?: string | null;
  milliseconds: number;
};
