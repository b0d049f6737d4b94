using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using LineLoyalty.Databases;
using LineLoyalty.Tests.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests;

/// <summary>appsettings.sample.json is what a host reads: it must hold every setting, and its values must be the real defaults.</summary>
public sealed class SettingsTests
{
    private static readonly string Sample = Path.Combine(TestApp.RepositoryRoot(), "appsettings.sample.json");

    public static TheoryData<string, Type> Sections()
    {
        var services = new ServiceCollection();
        services.AddLoyalty(new ConfigurationBuilder().Build());
        var data = new TheoryData<string, Type> { { "Line", typeof(LineOptions) }, { "Database", typeof(DatabaseOptions) } };
        foreach (var section in services.Select(s => s.ImplementationInstance).OfType<SettingsSection>()) data.Add(section.Name, section.Options);
        return data;
    }

    [Theory]
    [MemberData(nameof(Sections))]
    public void The_sample_holds_every_setting_of_a_section_with_its_default(string section, Type options)
    {
        var sample = JsonNode.Parse(File.ReadAllText(Sample), documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!;
        Assert.True(sample[section] is JsonObject, $"Section {section} is missing.");
        Assert.Empty(Missing(section, options, sample[section]!.AsObject()));

        var configuration = new ConfigurationBuilder().AddJsonFile(Sample).Build();
        var read = configuration.GetSection(section).Get(options, binder => binder.ErrorOnUnknownConfiguration = true)!;
        Assert.Equal(JsonSerializer.Serialize(Activator.CreateInstance(options), options), JsonSerializer.Serialize(read, options));
    }

    private static IEnumerable<string> Missing(string path, Type type, JsonObject sample)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            if (!sample.ContainsKey(property.Name)) yield return $"{path}:{property.Name}";
            else if (sample[property.Name] is JsonObject inner && !typeof(IDictionary).IsAssignableFrom(property.PropertyType))
            {
                foreach (var missing in Missing($"{path}:{property.Name}", property.PropertyType, inner)) yield return missing;
            }
        }
    }
}
