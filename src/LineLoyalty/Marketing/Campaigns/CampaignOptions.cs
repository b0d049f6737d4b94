using System.ComponentModel.DataAnnotations;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>Section <c>Campaigns</c>: what keeps a push from going out by mistake.</summary>
public sealed class CampaignOptions
{
    /// <summary>"Now" begins after this, and can be undone until then.</summary>
    public TimeSpan UndoWindow { get; set; } = TimeSpan.FromSeconds(60);
    /// <summary>A second person approves a push to more people than this …</summary>
    [Range(0, int.MaxValue)] public int ApprovalAbove { get; set; } = 1000;
    /// <summary>… or to more than this part of all members, in percent …</summary>
    [Range(0, 100)] public int ApprovalAbovePercent { get; set; } = 5;
    /// <summary>… or to everyone.</summary>
    public bool ApprovalForEveryone { get; set; } = true;
    /// <summary>How long an open request for approval stands.</summary>
    public TimeSpan ApprovalLasts { get; set; } = TimeSpan.FromHours(24);
    /// <summary>A push that is later than this is held for a person to decide.</summary>
    public TimeSpan LateAfter { get; set; } = TimeSpan.FromMinutes(30);
    /// <summary>A second person lets out a list of more people than this.</summary>
    [Range(0, int.MaxValue)] public int ExportAbove { get; set; } = 1000;
    /// <summary>A second person approves points and coupons given by hand that can cost more NT$ than this.</summary>
    [Range(0, int.MaxValue)] public int GrantAbove { get; set; } = SendingRules.UsualGrantAbove;
}
