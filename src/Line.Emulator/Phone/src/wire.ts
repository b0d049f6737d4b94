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

type Common = { id?: string; quickReply?: QuickReply; sender?: { name?: string; iconUrl?: string } };

export type Message = Common &
  (
    | { type: 'text'; text: string }
    | {
        type: 'textV2';
        text: string;
        substitution?: Record<string, { type: string; mentionee?: { type: string; userId?: string } }>;
      }
    | { type: 'sticker'; packageId: string; stickerId: string; keywords?: string[] }
    | { type: 'image'; originalContentUrl?: string; previewImageUrl?: string }
    | { type: 'video'; originalContentUrl?: string; previewImageUrl?: string }
    | { type: 'audio'; originalContentUrl?: string; duration?: number }
    | { type: 'location'; title?: string; address?: string; latitude: number; longitude: number }
    | {
        type: 'imagemap';
        baseUrl: string;
        altText: string;
        baseSize: { width: number; height: number };
        actions: ImagemapAction[];
      }
    | { type: 'template'; altText: string; template: Template }
    | { type: 'flex'; altText: string; contents: FlexContainer }
    | { type: 'coupon'; couponId: string }
  );

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
  action?: Action;
};
export type FlexIcon = Placed & { type: 'icon'; url: string; size?: string; aspectRatio?: string };
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
export type Bot = { userId: string; displayName: string; pictureUrl?: string | null };
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
  /** 'friend': another person shared it from a LIFF page. */
  from: 'bot' | 'user' | 'friend' | 'system';
  friend?: { userId: string; displayName: string; pictureUrl?: string | null };
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
export type WebhookDelivery = {
  at: string;
  eventIds: string[];
  status: number | null;
  attempt: number;
  error?: string | null;
};
