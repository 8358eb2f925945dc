using Beholden.Bench;

const string MinutesOption = "--minutes=";
var json = args.Contains("--json");
var names = args.Where(argument => !argument.StartsWith("--", StringComparison.Ordinal)).ToList();
var minutes = args.FirstOrDefault(one => one.StartsWith(MinutesOption, StringComparison.Ordinal)) is { } told
    && int.TryParse(told.AsSpan(MinutesOption.Length), out var some) ? some : Soak.MinutesDefault;
var benches = new Dictionary<string, Func<Task<Figures>>>
{
    ["detect-http"] = DetectHttp.Run,
    ["index"] = IndexFolder.Run,
    ["search-100k"] = SearchHttp.Run,
    ["soak"] = () => Soak.Run(minutes),
    ["store-add"] = () => StoreBenches.Add(writers: 8),
    ["store-add-alone"] = () => StoreBenches.Add(writers: 1),
    ["store-search"] = StoreBenches.Search,
};

if (names is not [var name] || !benches.TryGetValue(name, out var bench))
{
    Console.Error.WriteLine(
        $"Usage: bench/run NAME [--json] [{MinutesOption}{Soak.MinutesDefault}], "
        + $"where NAME is one of {string.Join(", ", benches.Keys)}.");
    return 2;
}

try
{
    (await bench()).Print(name, json);
    return 0;
}
catch (MissingDataException missing)
{
    Console.Error.WriteLine(missing.Message);
    return 2;
}
