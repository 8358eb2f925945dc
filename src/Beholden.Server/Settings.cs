using System.CommandLine;
using Beholden.Vision.Detection;

namespace Beholden.Server;

/// <summary>
/// Where a data folder, the weights and the buckets are; from the command line, else the environment.
/// </summary>
/// <param name="DataFolder">Absolute path; created at start when absent.</param>
/// <param name="WeightsFolder">Absolute path of the installed model files.</param>
/// <param name="S3Endpoint">Null: buckets are the folders below DATA/buckets.</param>
internal sealed record Settings(string DataFolder, string WeightsFolder, Uri? S3Endpoint)
{
    /// <summary>How much time finding the faces of a picture may take.</summary>
    public DetectionPlan DetectionPlan { get; init; } = DetectionPlan.Default;

    /// <summary>Which networks look at faces, and when they are loaded.</summary>
    public FaceNetworks Networks { get; init; } = new();

    /// <summary>
    /// The profile of the folder's first start: a ready one's id, or a file. Null: personal, or what the
    /// folder has.
    /// </summary>
    public string? Profile { get; init; }

    /// <summary>
    /// False in a benchmark of what the ledger costs: nothing is decided, and nothing of the API is entered.
    /// </summary>
    public bool HasLedger { get; init; } = true;

    /// <summary>Absolute path of the built console; without it only the API is served.</summary>
    public string ConsoleFolder { get; init; } = Path.GetFullPath(SettingsOptions.ConsoleDefault);

    public string BucketsFolder => Path.Combine(DataFolder, "buckets");

    /// <summary>
    /// Where the key of the first start is kept, in the format of AWS's shared credentials file.
    /// </summary>
    public string CredentialsFile => Path.Combine(DataFolder, "credentials");

    /// <summary>The address of the server that writes this folder, while one runs.</summary>
    public string EndpointFile => Path.Combine(DataFolder, "endpoint");
}

/// <summary>The options that every verb with a data folder takes.</summary>
internal sealed class SettingsOptions
{
    private readonly Option<string> data = Data();

    public static readonly string ConsoleDefault = Path.Combine("web", "dist");

    private readonly Option<string> console = new("--console")
    {
        Description = "Folder of the built console (environment: BEHOLDEN_CONSOLE; default: web/dist)",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("BEHOLDEN_CONSOLE") ?? ConsoleDefault,
    };

    private readonly Option<Uri?> s3Endpoint = new("--s3-endpoint")
    {
        Description = "S3-compatible endpoint that holds the buckets (environment: BEHOLDEN_S3_ENDPOINT, "
            + "BEHOLDEN_S3_ACCESS_KEY, BEHOLDEN_S3_SECRET_KEY; default: folders below DATA/buckets)",
        CustomParser = result => HttpAddress(result.Tokens[0].Value, result.AddError),
        DefaultValueFactory = result
            => Environment.GetEnvironmentVariable("BEHOLDEN_S3_ENDPOINT") is { Length: > 0 } address
                ? HttpAddress(address, result.AddError)
                : null,
    };

    /// <summary>The option of the verbs that need a data folder and nothing else.</summary>
    public static Option<string> Data() => new("--data")
    {
        Description = "Data folder (environment: BEHOLDEN_DATA; default: data)",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("BEHOLDEN_DATA") ?? "data",
    };

    /// <summary>The option of the verbs that need models but no data folder.</summary>
    public static Option<string> Weights() => new("--weights")
    {
        Description = "Folder of the installed model files (environment: BEHOLDEN_WEIGHTS; "
            + "default: models/weights)",
        DefaultValueFactory = _
            => Environment.GetEnvironmentVariable("BEHOLDEN_WEIGHTS") ?? Path.Combine("models", "weights"),
    };

    /// <summary>How faces are looked for; also the option of the verbs that measure.</summary>
    public static Option<DetectionPlan> DetectionPlan(string name) => new(name)
    {
        Description = $"How faces are looked for: {PlanNames} (environment: BEHOLDEN_DETECTION_PLAN; "
            + "default: default)",
        CustomParser = result => PlanOf(result.Tokens[0].Value, result.AddError),
        DefaultValueFactory = result
            => Environment.GetEnvironmentVariable("BEHOLDEN_DETECTION_PLAN") is { Length: > 0 } plan
                ? PlanOf(plan, result.AddError)
                : Vision.Detection.DetectionPlan.Default,
    };

    private static readonly string PlanNames =
        string.Join(", ", Vision.Detection.DetectionPlan.All.Select(plan => plan.Name));

    private readonly Option<string> weights = Weights();

    private readonly Option<DetectionPlan> plan = DetectionPlan("--detection-plan");

    private readonly FaceNetworkOptions networks = new(takesQuality: true);

    private readonly Option<string?> profile = new("--profile")
    {
        Description = "Rules of the data folder's first start: a ready profile or a file with one "
            + "(environment: BEHOLDEN_PROFILE; default: personal, or what the folder has)",
        DefaultValueFactory = _
            => Environment.GetEnvironmentVariable("BEHOLDEN_PROFILE") is { Length: > 0 } id ? id : null,
    };

    public void AddTo(Command verb)
    {
        verb.Options.Add(data);
        verb.Options.Add(weights);
        verb.Options.Add(s3Endpoint);
        verb.Options.Add(plan);
        networks.AddTo(verb);
        verb.Options.Add(profile);
        verb.Options.Add(console);
    }

    public Settings Read(ParseResult parsed) => new(
        Path.GetFullPath(parsed.GetRequiredValue(data)),
        Path.GetFullPath(parsed.GetRequiredValue(weights)),
        parsed.GetValue(s3Endpoint))
    {
        DetectionPlan = parsed.GetRequiredValue(plan),
        Networks = networks.Read(parsed),
        Profile = parsed.GetValue(profile),
        ConsoleFolder = Path.GetFullPath(parsed.GetRequiredValue(console)),
    };

    private static DetectionPlan PlanOf(string name, Action<string> refuse)
    {
        if (Vision.Detection.DetectionPlan.All.FirstOrDefault(plan => plan.Name == name) is { } plan)
        {
            return plan;
        }

        refuse($"'{name}' is no plan of detection; choose one of {PlanNames}.");
        return Vision.Detection.DetectionPlan.Default;
    }

    private static Uri? HttpAddress(string text, Action<string> refuse)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return address;
        }

        refuse($"'{text}' is not an http or https address.");
        return null;
    }
}
