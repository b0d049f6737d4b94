namespace LineLoyalty.Marketing.Segments;

public static class SegmentRefusals
{
    public static readonly Refusal NotFound = new("segment.not_found", "There is no such segment.", "找不到這個分眾。", 404);
    public static readonly Refusal Wrong = new("segment.invalid", "The segment is not right yet.", "分眾條件尚未完成，請修正標示的欄位。", 422);
    public static readonly Refusal Changed = new("segment.changed", "Somebody else changed it meanwhile; load it again.", "這個分眾剛被其他人修改，請重新載入。");
    public static readonly Refusal InUse = new("segment.in_use", "A push that is not sent yet, a mission or a menu uses this segment.", "尚有未發送的推播、任務或選單使用這個分眾，無法封存。");
}
