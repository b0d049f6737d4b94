using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Pictures;

/// <summary>Says which pictures a part of the product shows, or has ever sent.</summary>
internal interface IShowPictures
{
    /// <summary>Everything that may name one: addresses, or content as JSON.</summary>
    IAsyncEnumerable<string> TextsAsync(CancellationToken ct);
}

/// <summary>
/// Deletes uploads nobody uses. What a message has shown stays for good: chats load it again years later, and the rows of pushes and of
/// journeys' versions, which are never deleted, keep naming it.
/// </summary>
internal sealed class PrunePictures(LoyaltyDb db, TimeProvider clock, IEnumerable<IShowPictures> shown)
{
    /// <summary>Longer than anybody leaves a page open before saving it.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);
    private const int Bite = 20;

    /// <returns>How many went.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var old = clock.GetUtcNow().UtcDateTime - KeptFor;
        var unused = (await db.Pictures.Where(p => !p.Sent && p.AddedAt < old).Select(p => p.Hash).ToListAsync(ct)).ToHashSet();
        foreach (var part in shown)
        {
            if (unused.Count == 0) return 0;
            await foreach (var text in part.TextsAsync(ct)) unused.ExceptWith(PicturePath.PossibleHashesIn(text));
        }
        var gone = 0;
        foreach (var bite in unused.Chunk(Bite))
        {
            await using var unit = await db.BeginWriteAsync(ct);
            gone += await db.Pictures.Where(p => bite.Contains(p.Hash) && !p.Sent && p.AddedAt < old).ExecuteDeleteAsync(ct);
            await unit.CommitAsync(ct);
        }
        return gone;
    }
}
