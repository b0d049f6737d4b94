using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Line.Emulator.Channels;
using Line.Emulator.Chats;
using Line.Emulator.Http;
using Line.Emulator.Liff;
using Line.Emulator.Users;

namespace Line.Emulator.Scripts;

/// <summary>The people of one scenario and what each of them can do.</summary>
internal sealed class ScenarioCast(Bot bot, Bots bots, IServiceProvider services, Scenario scenario, ScenarioRun run) : IDisposable
{
    private static readonly string[] ActionTypes = ["message", "postback", "uri", "datetimepicker", "richmenuswitch", "clipboard"];

    private readonly Random _random = new(scenario.Seed);
    private readonly List<string> _people = [];
    private readonly World _world = bot.World;
    private readonly Person _person = services.GetRequiredService<Person>();
    private readonly PhoneActions _actions = services.GetRequiredService<PhoneActions>();
    private readonly UserMessages _messages = services.GetRequiredService<UserMessages>();
    private readonly LiffVisit _visit = new(bot.World, services.GetRequiredService<LiffLaunch>());

    public void Dispose() => _visit.Dispose();

    /// <summary>Who does what, in the order it happens. Chosen here, in one thread, so that a seed means the same every time.</summary>
    public IEnumerable<Func<CancellationToken, Task>> Deeds(ScenarioStep step)
    {
        if (step.Do == "follow")
        {
            for (var i = 0; i < step.People; i++)
                yield return _ => _person.FollowAsync(NewPerson());
            yield break;
        }

        var able = Able(blocked: step.Do == "unblock");
        _random.Shuffle(able);
        foreach (var person in able.Take(step.People ?? able.Length))
        {
            for (var i = 0; i < step.Times; i++)
            {
                var (chance, text) = (_random.Next(), step.Texts[_random.Next(step.Texts.Length)]);
                yield return step.Do switch
                {
                    "block" => _ => _person.UnfollowAsync(person),
                    "unblock" => _ => _person.FollowAsync(person),
                    "write" => _ => WriteAsync(person, JsonSerializer.SerializeToElement(new { type = "text", text })),
                    "send" => _ => WriteAsync(person, step.Message!.Value),
                    "act" => _ => ActAsync(person, step.Action!.Value),
                    "press" => ct => PressAsync(person, chance, ct),
                    _ => ct => _visit.GoAsync(person, _people.IndexOf(person) + 1, step.Url!, step.Requests, ct),
                };
            }
        }
    }

    private string[] Able(bool blocked)
    {
        lock (_world.Gate)
            return [.. _people.Where(id => _world.Users.Find(id) is { } user && (blocked ? user.Blocked : user is { Friend: true, Blocked: false }))];
    }

    private string NewPerson()
    {
        var name = $"{scenario.Prefix} {_people.Count + 1}";
        var id = "U" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{run.Id} {scenario.Seed} {name} {Guid.NewGuid()}")).AsSpan(0, 16));
        lock (bots.First.World.Gate)
            _ = bots.Introduce(new UserSaved(id, name, "zh-TW", null, null, false, false));
        var here = bots.IdAt(_world.Options.Provider, id);
        _people.Add(here);
        return here;
    }

    private async Task WriteAsync(string person, JsonElement message)
    {
        if (UserMessages.Check(message) is not null)
            throw new InvalidOperationException("the message cannot be sent");
        var composed = await _messages.ComposeAsync(message);
        Task kept;
        lock (_world.Gate)
            _person.Write(Friend(person), composed, out kept);
        await kept;
    }

    private async Task ActAsync(string person, JsonElement action)
    {
        Task kept;
        lock (_world.Gate)
            _actions.Perform(Friend(person), action, out kept);
        await kept;
    }

    /// <summary>Taps a button: of the menu, or of the last thing the bot said.</summary>
    private async Task PressAsync(string person, int chance, CancellationToken ct)
    {
        var found = new List<JsonElement>();
        lock (_world.Gate)
        {
            var user = Friend(person);
            if (_world.Menus.ShownTo(user) is { } menu)
                found.AddRange(ActionsIn(menu.Definition));
            if (user.Chat.Items.LastOrDefault(i => i.From == "bot" && i.Message is not null)?.Message is { } message)
                found.AddRange(ActionsIn(message));
        }

        if (found.Count == 0)
            throw new InvalidOperationException("there is no button to press");
        var action = found[chance % found.Count];
        if (action.Text("type") == "uri" && LiffUrls.View(action.Text("uri")!, _world) is not null)
            await _visit.GoAsync(person, _people.IndexOf(person) + 1, action.Text("uri")!, [], ct);
        else if (action.Text("type") == "datetimepicker")
            await ActAsync(person, Picked(action));
        else
            await ActAsync(person, action);
    }

    private JsonElement Picked(JsonElement action)
    {
        var mode = action.Text("mode") ?? "datetime";
        var pattern = mode switch { "date" => "yyyy-MM-dd", "time" => "HH:mm", _ => "yyyy-MM-dd'T'HH:mm" };
        var picked = (JsonObject)JsonNode.Parse(action.GetRawText())!;
        picked["params"] = new JsonObject { [mode] = _world.Now.AddDays(1).ToString(pattern, System.Globalization.CultureInfo.InvariantCulture) };
        return JsonSerializer.SerializeToElement(picked);
    }

    private static IEnumerable<JsonElement> ActionsIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => (element.Text("type") is { } type && ActionTypes.Contains(type) && (element.Get("data") ?? element.Get("uri") ?? element.Get("label") ?? element.Get("richMenuAliasId")) is not null
            ? [element] : Array.Empty<JsonElement>()).Concat(element.EnumerateObject().SelectMany(p => ActionsIn(p.Value))),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(ActionsIn),
        _ => [],
    };

    private LineUser Friend(string person) => _world.Users.Find(person) is { Blocked: false } user
        ? user
        : throw new InvalidOperationException("this person has blocked the bot");
}
