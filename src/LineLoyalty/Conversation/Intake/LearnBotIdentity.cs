using Line.Messaging;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Conversation.Intake;

/// <summary>Asks LINE at every start who we are; until it answers, what it said last time holds.</summary>
internal sealed partial class LearnBotIdentity(
    BotIdentity bot, LineMessagingClient line, IDbContextFactory<LoyaltyDb> databases, IOptions<LineOptions> options, ILogger<LearnBotIdentity> logger) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private string SettingKey => $"line.bot_user_id:{options.Value.ChannelId}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (bot.UserId is not null) return;
        await Task.Yield();
        for (var pause = TimeSpan.FromSeconds(1); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await LearnAsync(stoppingToken);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.NotYet(logger, e.Message);
            }
            await Task.WhenAny(Task.Delay(pause, stoppingToken));
        }
    }

    private async Task LearnAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var remembered = await db.Settings.FirstOrDefaultAsync(s => s.Key == SettingKey, ct);
        if (remembered is not null) bot.Learn(remembered.Value);
        var userId = (await line.GetBotInfoAsync(ct)).UserId;
        bot.Learn(userId);
        if (remembered is null) db.Settings.Add(new Setting { Key = SettingKey, Value = userId });
        else remembered.Value = userId;
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (db.IsUniqueViolation(e))
        {
            // Another copy of the server learned it too.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "LINE could not be asked for the account's own id yet; webhooks are checked by signature alone until then: {Reason}")]
        public static partial void NotYet(ILogger logger, string reason);
    }
}
