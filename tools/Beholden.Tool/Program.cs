using Beholden.Tool;
using Beholden.Tool.Pages;

// One row per verb. A verb gets what follows it on the command line and returns the exit code.
var verbs = new SortedDictionary<string, Func<IReadOnlyList<string>, int>>(StringComparer.Ordinal)
{
    ["coverage"] = CoverageGenerator.Run,
    ["models"] = ModelCards.Run,
    ["pages"] = PagesVerb.Run,
    ["wire"] = WireGenerator.Run,
};

if (args.Length == 0 || !verbs.TryGetValue(args[0], out var verb))
{
    Console.Error.WriteLine($"Usage: Beholden.Tool VERB [options]. Verbs: {string.Join(", ", verbs.Keys)}.");
    return 2;
}

return verb(args[1..]);
