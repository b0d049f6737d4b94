using System.Text;
using Line.Emulator.Http;

namespace Line.Emulator.Chats;

/// <summary>What happens in chats, as server-sent events: one person's, or several people's over one line.</summary>
internal static class StreamEndpoints
{
    /// <summary>A browser opens few connections to one place, so several phones share a line; this many fit on a screen, and more.</summary>
    private const int MostPeople = 20;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void MapStreams(this RouteGroupBuilder control)
    {
        control.MapGet("/users/{id}/stream", (string id, HttpContext http, World world, IHostApplicationLifetime lifetime) =>
            StreamAsync([id], named: false, http, world, lifetime));
        control.MapGet("/stream", (HttpContext http, World world, IHostApplicationLifetime lifetime) =>
            StreamAsync([.. http.Request.Query["user"].OfType<string>().Distinct()], named: true, http, world, lifetime));
    }

    private static async Task StreamAsync(string[] ids, bool named, HttpContext http, World world, IHostApplicationLifetime lifetime)
    {
        System.Threading.Channels.Channel<StreamEvent>? line = null;
        lock (world.Gate)
        {
            if (ids is { Length: >= 1 and <= MostPeople } && ids.All(id => world.Users.Find(id) is not null))
                line = world.Streams.Open(ids);
        }

        if (line is null)
        {
            await ControlProblem.NotFound("user").ExecuteAsync(http);
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            http.Response.ContentType = "text/event-stream";
            http.Response.Headers.CacheControl = "no-cache";
            // A phone that comes back may have missed something: it is told to load the chat again.
            var again = http.Request.Headers.ContainsKey("Last-Event-ID");
            await SendAsync(http, again ? string.Concat(ids.Select(id => Lines(new StreamEvent(id, "reset", "{}"), named))) : ": open\n\n", ending.Token);
            while (true)
            {
                using var wait = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
                wait.CancelAfter(Heartbeat);
                try
                {
                    if (!await line.Reader.WaitToReadAsync(wait.Token))
                        break;
                }
                catch (OperationCanceledException) when (!ending.IsCancellationRequested)
                {
                    await SendAsync(http, ": still here\n\n", ending.Token);
                    continue;
                }

                var text = new StringBuilder();
                while (line.Reader.TryRead(out var next))
                    text.Append(Lines(next, named));
                await SendAsync(http, text.ToString(), ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            lock (world.Gate)
                world.Streams.Close(ids, line);
        }
    }

    /// <summary>On a shared line each event names the person it is about.</summary>
    private static string Lines(StreamEvent e, bool named)
    {
        var data = named ? $$"""{"user":"{{e.UserId}}","data":{{e.Json}}}""" : e.Json;
        return $"event: {e.Name}\n{(e.Id is null ? "" : $"id: {e.Id}\n")}data: {data}\n\n";
    }

    private static async Task SendAsync(HttpContext http, string text, CancellationToken ct)
    {
        await http.Response.WriteAsync(text, ct);
        await http.Response.Body.FlushAsync(ct);
    }
}
