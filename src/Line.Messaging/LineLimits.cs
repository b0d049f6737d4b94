namespace Line.Messaging;

/// <summary>LINE's published limits. Lengths are UTF-16 units (<see cref="string.Length"/>) unless a name says graphemes.</summary>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/"/>
public static class LineLimits
{
    /// <summary>Messages in one request.</summary>
    public const int MessagesPerRequest = 5;

    /// <summary>Recipients of one multicast.</summary>
    public const int MulticastRecipients = 500;

    /// <summary>Users of one bulk link or unlink of a rich menu.</summary>
    public const int RichMenuBulkUsers = 500;

    /// <summary>Bytes of a request body.</summary>
    public const int RequestBodyBytes = 2 * 1024 * 1024;

    /// <summary>Hours a retry key is remembered.</summary>
    public const int RetryKeyHours = 24;

    /// <summary>Text of a text message.</summary>
    public const int Text = 5000;

    /// <summary>LINE emojis in a text.</summary>
    public const int TextEmojis = 20;

    /// <summary>Substitutions in a textV2 message.</summary>
    public const int TextSubstitutions = 100;

    /// <summary>Length of a substitution's key.</summary>
    public const int SubstitutionKey = 20;

    /// <summary>Alternative text of Flex, template and imagemap.</summary>
    public const int AltText = 1500;

    /// <summary>Address of a picture, video, sound or icon.</summary>
    public const int MediaUrl = 2000;

    /// <summary>Tracking id of a video.</summary>
    public const int TrackingId = 100;

    /// <summary>Title and address of a location.</summary>
    public const int LocationText = 100;

    /// <summary>Sender's name.</summary>
    public const int SenderName = 20;

    /// <summary>Buttons of a quick reply.</summary>
    public const int QuickReplyItems = 13;

    /// <summary>Label of a quick reply button, in graphemes.</summary>
    public const int QuickReplyLabelGraphemes = 20;

    /// <summary>Label of a template's button, in graphemes.</summary>
    public const int TemplateLabelGraphemes = 20;

    /// <summary>Label in an image carousel, in graphemes.</summary>
    public const int ImageCarouselLabelGraphemes = 12;

    /// <summary>Label of a Flex action, in graphemes.</summary>
    public const int FlexLabelGraphemes = 40;

    /// <summary>Label of a rich menu action, in graphemes.</summary>
    public const int RichMenuLabelGraphemes = 20;

    /// <summary>Data of a postback.</summary>
    public const int PostbackData = 300;

    /// <summary>Display and fill-in text of a postback, text of a message action, in graphemes.</summary>
    public const int ActionTextGraphemes = 300;

    /// <summary>Address of a URI action.</summary>
    public const int ActionUri = 1000;

    /// <summary>Text of a clipboard action.</summary>
    public const int ClipboardText = 1000;

    /// <summary>Rich menu alias.</summary>
    public const int RichMenuAliasId = 32;

    /// <summary>Buttons of a buttons template.</summary>
    public const int ButtonsActions = 4;

    /// <summary>Text of a buttons template without picture and title, in graphemes.</summary>
    public const int ButtonsTextGraphemes = 160;

    /// <summary>Text of a buttons template or carousel column with picture or title, in graphemes.</summary>
    public const int TextWithImageOrTitleGraphemes = 60;

    /// <summary>Title of a template or column, in graphemes.</summary>
    public const int TemplateTitleGraphemes = 40;

    /// <summary>Text of a confirm template, in graphemes.</summary>
    public const int ConfirmTextGraphemes = 240;

    /// <summary>Buttons of a confirm template, exactly.</summary>
    public const int ConfirmActions = 2;

    /// <summary>Columns of a carousel or image carousel.</summary>
    public const int CarouselColumns = 10;

    /// <summary>Buttons of a carousel column.</summary>
    public const int CarouselActions = 3;

    /// <summary>Text of a carousel column without picture and title, in graphemes.</summary>
    public const int CarouselTextGraphemes = 120;

    /// <summary>Actions of an imagemap.</summary>
    public const int ImagemapActions = 50;

    /// <summary>Width of an imagemap's base size.</summary>
    public const int ImagemapWidth = 1040;

    /// <summary>Text of an imagemap's message action.</summary>
    public const int ImagemapActionText = 400;

    /// <summary>Bytes of a Flex bubble as JSON.</summary>
    public const int FlexBubbleBytes = 30 * 1024;

    /// <summary>Bytes of a Flex carousel as JSON.</summary>
    public const int FlexCarouselBytes = 50 * 1024;

    /// <summary>Bubbles of a Flex carousel.</summary>
    public const int FlexBubbles = 12;

    /// <summary>Animated images of a Flex message.</summary>
    public const int FlexAnimatedImages = 10;

    /// <summary>Areas of a rich menu.</summary>
    public const int RichMenuAreas = 20;

    /// <summary>Name of a rich menu, in graphemes.</summary>
    public const int RichMenuNameGraphemes = 300;

    /// <summary>Chat bar text of a rich menu, in graphemes.</summary>
    public const int RichMenuChatBarGraphemes = 14;

    /// <summary>Bytes of a rich menu's image.</summary>
    public const int RichMenuImageBytes = 1024 * 1024;

    /// <summary>Narrowest rich menu, pixels.</summary>
    public const int RichMenuMinWidth = 800;

    /// <summary>Widest rich menu, pixels.</summary>
    public const int RichMenuMaxWidth = 2500;

    /// <summary>Lowest rich menu, pixels.</summary>
    public const int RichMenuMinHeight = 250;

    /// <summary>Smallest width / height of a rich menu.</summary>
    public const double RichMenuMinAspect = 1.45;

    /// <summary>Length of an aggregation unit's name.</summary>
    public const int AggregationUnit = 30;

    /// <summary>Webhook address.</summary>
    public const int WebhookUrl = 500;

    /// <summary>Delivery tag of a coupon message.</summary>
    public const int CouponDeliveryTag = 30;

    /// <summary>Mentions in a textV2 message.</summary>
    public const int TextMentions = 20;

    /// <summary>Label of an imagemap's area.</summary>
    public const int ImagemapLabel = 100;

    /// <summary>Label of the link after an imagemap's video.</summary>
    public const int ImagemapLinkLabel = 30;

    /// <summary>Bytes of a picture (image message, imagemap, Flex, template).</summary>
    public const int ImageBytes = 10 * 1024 * 1024;

    /// <summary>Bytes of a preview picture or an icon.</summary>
    public const int PreviewBytes = 1024 * 1024;

    /// <summary>Bytes of a video or sound.</summary>
    public const int MediaBytes = 200 * 1024 * 1024;

    /// <summary>Pixels of a Flex image on each side.</summary>
    public const int FlexImagePixels = 1024;

    /// <summary>Bytes of an animated Flex image.</summary>
    public const int FlexAnimatedImageBytes = 300 * 1024;

    /// <summary>Rich menus of an account.</summary>
    public const int RichMenus = 1000;

    /// <summary>Rich menu aliases of an account.</summary>
    public const int RichMenuAliases = 1000;

    /// <summary>Operations of a rich menu batch.</summary>
    public const int RichMenuBatchOperations = 1000;

    /// <summary>Key that continues a rich menu batch.</summary>
    public const int ResumeRequestKey = 100;

    /// <summary>Aggregation unit names in a month.</summary>
    public const int AggregationUnitsPerMonth = 1000;

    /// <summary>User ids of one page of followers or members of a plan.</summary>
    public const int UserIdsPerPage = 1000;

    /// <summary>Parts of a narrowcast's combination.</summary>
    public const int NarrowcastOperands = 10;

    /// <summary>Users a narrowcast must reach, uploaded audiences apart.</summary>
    public const int NarrowcastUsers = 50;

    /// <summary>Audiences of a channel.</summary>
    public const int Audiences = 1000;

    /// <summary>Ids of one upload as JSON.</summary>
    public const int AudienceIdsPerRequest = 10_000;

    /// <summary>Ids of one upload as a file.</summary>
    public const int AudienceIdsPerFile = 1_500_000;

    /// <summary>Name of an audience.</summary>
    public const int AudienceDescription = 120;

    /// <summary>Uploads of one audience at a time.</summary>
    public const int AudienceUploads = 10;

    /// <summary>Title of a coupon.</summary>
    public const int CouponTitle = 60;

    /// <summary>Description of a coupon.</summary>
    public const int CouponDescription = 1000;

    /// <summary>Terms of a coupon.</summary>
    public const int CouponUsageCondition = 100;

    /// <summary>Code of a coupon.</summary>
    public const int CouponCode = 16;

    /// <summary>Winners of a coupon by lottery.</summary>
    public const int CouponWinners = 999_999;

    /// <summary>Valid coupons of an account.</summary>
    public const int Coupons = 5000;

    /// <summary>LIFF apps of a Login channel.</summary>
    public const int LiffApps = 30;

    /// <summary>Shortest delivery tag of a notification message.</summary>
    public const int DeliveryTagMin = 16;

    /// <summary>Longest delivery tag of a notification message.</summary>
    public const int DeliveryTagMax = 100;

    /// <summary>Shortest nonce of an account link.</summary>
    public const int AccountLinkNonceMin = 10;

    /// <summary>Longest nonce of an account link.</summary>
    public const int AccountLinkNonceMax = 255;

    /// <summary>Shortest loading animation, seconds.</summary>
    public const int LoadingSecondsMin = 5;

    /// <summary>Longest loading animation, seconds.</summary>
    public const int LoadingSecondsMax = 60;

    /// <summary>Seconds in which a reply token should be used.</summary>
    public const int ReplyTokenSeconds = 60;

    /// <summary>Seconds a webhook may take to answer.</summary>
    public const int WebhookSeconds = 2;

    /// <summary>Valid channel access tokens of version 2.1, and short-lived ones, of a channel.</summary>
    public const int ChannelTokens = 30;
}
