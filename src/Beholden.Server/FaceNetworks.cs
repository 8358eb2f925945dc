using System.CommandLine;
using Beholden.Vision.Models;

namespace Beholden.Server;

/// <summary>Which networks serve, for which use, and when they are read into memory.</summary>
internal sealed record FaceNetworks
{
    /// <summary>An id of the catalogue or of an added model; null: the best detector installed.</summary>
    public string? DetectorId { get; init; }

    /// <summary>An id of the catalogue or of an added model; null: the catalogue's.</summary>
    public string? EmbedderId { get; init; }

    /// <summary>The id of an added quality network; null: the packaged score.</summary>
    public string? QualityId { get; init; }

    /// <summary>
    /// Whether the quality network is only measured: then it needs no card, and filters nothing.
    /// </summary>
    public bool IsQualityMeasured { get; init; }

    public ModelUse Use { get; init; }

    public ModelLoading Loading { get; init; }
}

/// <summary>The options of every verb that looks at faces.</summary>
/// <param name="takesQuality">Whether the verb filters faces by quality, or measures how.</param>
internal sealed class FaceNetworkOptions(bool takesQuality)
{
    private readonly Option<string?> detector = Id(
        "--detector", "BEHOLDEN_DETECTOR",
        "Face detector: yunet, rfb or the id of an added one (default: yunet where it is installed, else "
            + "rfb)");

    private readonly Option<string?> embedder = Id(
        "--embedder", "BEHOLDEN_EMBEDDER",
        "Face embedder: the id of an added one (default: mobilefacenet-512)");

    private readonly Option<string?> quality = Id(
        "--quality", "BEHOLDEN_QUALITY",
        "Face quality network: the id of an added one (default: the packaged score)");

    private readonly Option<string> use = OneOf(
        "--use", "BEHOLDEN_USE",
        "What the server is used for, as far as the licences of weights ask: any or research",
        "any", "research");

    private readonly Option<string> loading = OneOf(
        "--load-models", "BEHOLDEN_LOAD_MODELS",
        "When networks are read into memory: start or first-use",
        "start", "first-use");

    public void AddTo(Command verb)
    {
        verb.Options.Add(detector);
        verb.Options.Add(embedder);
        if (takesQuality)
        {
            verb.Options.Add(quality);
        }

        verb.Options.Add(use);
        verb.Options.Add(loading);
    }

    public FaceNetworks Read(ParseResult parsed) => new()
    {
        DetectorId = parsed.GetValue(detector) switch
        {
            "yunet" => FaceRoom.YuNet,
            "rfb" => FaceRoom.Rfb,
            var id => id,
        },
        EmbedderId = parsed.GetValue(embedder),
        QualityId = takesQuality ? parsed.GetValue(quality) : null,
        Use = parsed.GetRequiredValue(use) == "research" ? ModelUse.Research : ModelUse.Any,
        Loading = parsed.GetRequiredValue(loading) == "start" ? ModelLoading.Start : ModelLoading.FirstUse,
    };

    private static Option<string?> Id(string name, string variable, string description) => new(name)
    {
        Description = $"{description} (environment: {variable})",
        DefaultValueFactory = _
            => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } id ? id : null,
    };

    /// <summary>The first value is the default; the environment's is checked like the option's.</summary>
    private static Option<string> OneOf(
        string name, string variable, string description, params string[] values)
    {
        var option = new Option<string>(name)
        {
            Description = $"{description} (environment: {variable}; default: {values[0]})",
            DefaultValueFactory = _
                => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : values[0],
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } value && !values.Contains(value))
            {
                result.AddError(
                    $"{name} or {variable} is '{value}'; it must be {string.Join(" or ", values)}.");
            }
        });
        return option;
    }
}
