using System.Globalization;
using LineLoyalty.Membership;
using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Pos;

/// <summary>Slows a key down that guesses codes: 30 wrong ones in a minute stop all codes for five.</summary>
public sealed class WrongCodes(AttemptLimits limits)
{
    public Task<Refusal?> RefuseAsync(PosCaller caller, CancellationToken ct) =>
        limits.RefuseAsync(AttemptRules.PosKey, caller.Id.ToString(CultureInfo.InvariantCulture), ct);

    /// <summary>For a request that shows no code: nothing can be guessed with it, so what was known when it came is enough.</summary>
    public Refusal? Refuse(PosCaller caller) => limits.Refuse(caller.CodesPausedUntil);

    /// <summary>Remembers a wrong code; it is counted after the request's transaction, whose refusal would undo the count.</summary>
    public static void Note(HttpContext http, Refusal refusal)
    {
        if (AttemptRules.IsWrongCode(refusal.Code)) PosCall.NoteWrongCode(http);
    }
}
