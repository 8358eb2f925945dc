using Beholden.Bench;
using Beholden.Bench.Peers;

const string MinutesOption = "--minutes=", FacesOption = "--faces=", CasesOption = "--cases=";
var json = args.Contains("--json");
var names = args.Where(argument => !argument.StartsWith("--", StringComparison.Ordinal)).ToList();
var minutes = Number(MinutesOption) ?? Soak.MinutesDefault;
var benches = new Dictionary<string, Func<Task<Figures>>>
{
    ["cedar"] = CedarBenches.Decide,
    ["cedar-differential"] = () => CedarBenches.Differential(Number(CasesOption) ?? 100_000),
    ["detect-http"] = DetectHttp.Small,
    ["detect-3mp"] = () => DetectHttp.Photo(2048, 1536, across: 1),
    ["detect-3mp-close"] = () => DetectHttp.Photo(2048, 1536, across: 1, isClose: true),
    ["detect-12mp"] = () => DetectHttp.Photo(4032, 3024, across: 1),
    ["detect-12mp-group"] = () => DetectHttp.Photo(4032, 3024, across: 8),
    ["face-set"] = () => FaceSetBench.Run(Number(FacesOption) ?? 1_000_000),
    ["index"] = IndexFolder.Run,
    ["ledger-append"] = () => LedgerBenches.Append(callers: 64, isPair: false),
    ["ledger-append-alone"] = () => LedgerBenches.Append(callers: 1, isPair: false),
    ["ledger-search"] = () => LedgerBenches.Append(callers: 1, isPair: true),
    ["live-frame"] = () => Task.FromResult(LiveFrame.Run()),
    ["person-records"] = LedgerBenches.FindPerson,
    ["say-cost"] = SayCost.Run,
    ["search-100k"] = () => SearchHttp.Run(Number(FacesOption) ?? 100_000),
    ["search-1m"] = () => SearchHttp.Run(Number(FacesOption) ?? 1_000_000),
    ["soak"] = () => Soak.Run(minutes),
    ["start"] = () => StartServer.Run("start"),
    ["start-first-use"] = () => StartServer.Run("first-use"),
    ["store-add"] = () => StoreBenches.Add(writers: 8),
    ["store-add-alone"] = () => StoreBenches.Add(writers: 1),
    ["store-search"] = StoreBenches.Search,
    ["store-search-beside-adds"] = StoreBenches.SearchBesideAdds,
};

if (args.Contains("--help"))
{
    Console.WriteLine(Usage());
    return 0;
}

if (args.FirstOrDefault(IsUnknown) is { } unknown)
{
    Console.Error.WriteLine($"There is no option {unknown}, or no such value of it. {Usage()}");
    return 2;
}

if (names is ["peer-search", var folder])
{
    return await PeerSearch.Run(folder, Number(FacesOption) ?? 1_000_000);
}

// A data folder with a large collection, for whoever looks at one.
if (names is ["fill", var dataFolder])
{
    var facesTotal = Number(FacesOption) ?? 100_000;
    await SearchFill.Fill(dataFolder, facesTotal);
    Console.WriteLine($"The collection {SearchFill.Collection} below {dataFolder} has {facesTotal} faces.");
    return 0;
}

// Called by PeerFaces, so that our detectors run in processes like the others'.
if (names is ["our-faces", var list, var answers, var detector, var plan])
{
    return await OurFaces.Run(list, answers, detector, plan);
}

if (names is ["peer-faces"])
{
    return await PeerFaces.Run(json, write: args.Contains("--write"));
}

if (names is not [var name] || !benches.TryGetValue(name, out var bench))
{
    Console.Error.WriteLine(Usage());
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

int? Number(string option) => args.FirstOrDefault(one => one.StartsWith(option, StringComparison.Ordinal))
    is { } told && int.TryParse(told.AsSpan(option.Length), out var number) && number > 0 ? number : null;

string Usage() => $"Usage: bench/run NAME [--json] [{MinutesOption}{Soak.MinutesDefault}] "
    + $"[{FacesOption}1000000] [{CasesOption}100000], "
    + $"where NAME is one of {string.Join(", ", benches.Keys)}.";

bool IsUnknown(string argument) => argument.StartsWith("--", StringComparison.Ordinal)
    && argument is not ("--json" or "--write")
    && !new[] { MinutesOption, FacesOption, CasesOption }.Any(option => Number(option) is not null
        && argument.StartsWith(option, StringComparison.Ordinal));
