using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Marketing.Missions;

public static class MissionRefusals
{
    public static readonly Refusal NotFound = new("mission.not_found",
        "There is no such mission, or it is switched off.", "查無此任務，或已停用。", StatusCodes.Status404NotFound);
    public static readonly Refusal NotGiven = new("mission.not_given",
        "Members take part in this mission by themselves; it is not given.", "這個任務會員自動參加，不需要指派。");
    public static readonly Refusal Already = new("mission.already",
        "The member has been given this mission already.", "會員已經有這個任務了。");
    public static readonly Refusal Over = new("mission.over",
        "This mission's time is not now.", "不在任務期間內。");
    public static readonly Refusal Budget = new("mission.budget",
        "All rewards of this mission have been given.", "任務獎勵已全數送完。");
}
