using Microsoft.Extensions.Options;

namespace LineLoyalty.Membership;

/// <summary>
/// What a person is told before giving data (Personal Data Protection Act, article 8), in its version in force. A brand may put its own
/// text; this one covers the six things the law names: who, what for, which data, how long / where / to whom / how, rights, and what a refusal means.
/// </summary>
public sealed class ConsentNotice(IOptions<BrandOptions> brand)
{
    public string Version => brand.Value.ConsentVersion;
    public static string Title => "個人資料蒐集告知暨同意";
    public string Text => brand.Value.ConsentText is { Length: > 0 } own ? own : Chinese(brand.Value);
    public string TextEn => brand.Value.ConsentTextEn is { Length: > 0 } own ? own : English(brand.Value);

    private static string Chinese(BrandOptions brand) => $"""
        {brand.Name}（以下稱「本公司」）為提供會員服務，依《個人資料保護法》第 8 條向您告知下列事項，請您閱讀後再加入會員。

        ## 一、蒐集者
        {brand.Name}。

        ## 二、蒐集目的
        會員管理與服務、點數與優惠券之發放及兌換、消費紀錄與售後服務、消費者保護、統計與分析；經您另行同意時，並包含行銷訊息之寄送。

        ## 三、個人資料之類別
        姓名、手機號碼、生日、性別（可不提供）、LINE 使用者識別碼、LINE 顯示名稱與大頭貼、消費、點數與優惠券紀錄，以及您與本公司官方帳號之互動紀錄。

        ## 四、利用之期間、地區、對象及方式
        - **期間**：自您加入起至您退出會員或蒐集目的消失為止；法令另有保存期限之交易紀錄，依其規定保存。
        - **地區**：中華民國境內，以及本公司與受託廠商之系統所在地。
        - **對象**：本公司及其門市、受本公司委託處理資料之廠商（例如簡訊與雲端主機業者）、LINE 平台，以及依法有權機關。
        - **方式**：以電子或書面方式蒐集、處理及利用；手機號碼以加密方式保存。

        ## 五、您的權利
        您可隨時向本公司查詢或請求閱覽、請求製給複製本、請求補充或更正、請求停止蒐集、處理或利用，以及請求刪除您的個人資料。基本資料可在會員卡的「我的資料」中查看與修改，其他請求請洽門市或本公司官方帳號。

        ## 六、不提供資料之影響
        您可自由選擇是否提供資料。未提供姓名或手機號碼時，將無法加入會員及累積點數；未提供生日或性別，不影響加入，但可能無法收到生日禮等相關優惠。

        ## 行銷訊息
        是否接收行銷訊息由您另外勾選，未勾選不影響會員權益。您可隨時在「我的資料」中免費取消，取消後本公司即停止寄送。
        """;

    private static string English(BrandOptions brand)
    {
        var name = brand.NameEn.Length > 0 ? brand.NameEn : brand.Name;
        return $"""
            {name} ("we") tells you the following under article 8 of Taiwan's Personal Data Protection Act. Please read it before you join.

            ## 1. Who collects the data
            {name}.

            ## 2. What for
            Running the membership, giving and redeeming points and coupons, keeping purchase records and after-sales service, consumer protection, statistics and analysis; and, only if you agree to it separately, sending marketing messages.

            ## 3. Which data
            Name, mobile number, birthday, gender (optional), LINE user identifier, LINE display name and picture, records of purchases, points and coupons, and your interaction with our official account.

            ## 4. How long, where, by whom and how it is used
            - **Period**: from the day you join until you leave or the purpose ends; transaction records are kept as long as the law requires.
            - **Area**: Taiwan, and wherever our systems and those of our processors are located.
            - **Recipients**: we and our stores, processors working for us (such as SMS and hosting providers), the LINE platform, and authorities entitled by law.
            - **Manner**: electronically or on paper; mobile numbers are stored encrypted.

            ## 5. Your rights
            At any time you may inquire about or review your data, ask for a copy, have it completed or corrected, ask us to stop collecting, processing or using it, and ask for its deletion. Basic data can be seen and changed on your card under "My profile"; for anything else contact a store or our official account.

            ## 6. If you do not provide data
            You are free to choose. Without a name and mobile number you cannot join or collect points. Leaving out birthday or gender does not keep you from joining, but birthday gifts and similar offers may not reach you.

            ## Marketing messages
            Marketing messages are a separate choice; declining changes nothing about your membership. You can cancel at any time, free of charge, under "My profile", and we stop sending at once.
            """;
    }
}
