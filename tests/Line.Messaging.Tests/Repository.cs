namespace Line.Messaging.Tests;

/// <summary>Where the sources are, found from where the tests run.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "LineLoyalty.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
