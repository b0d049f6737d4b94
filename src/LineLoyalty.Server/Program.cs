using LineLoyalty.Server.CommandLine;

return await Verbs.RunAsync(args);

public partial class Program;
