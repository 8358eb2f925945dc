using Beholden.Vision.Models;

namespace Beholden.Server.Commands.Models;

/// <summary>What the verbs of <c>beholden models</c> work on, and where they write.</summary>
internal sealed record ModelsOptions
{
    /// <summary>Path of the catalogue.</summary>
    public string Catalogue { get; init; } = Vision.Models.Catalogue.BesideExecutable;

    /// <summary>Where the weight files are, or will be.</summary>
    public required string WeightsFolder { get; init; }

    /// <summary>A folder that already holds weight files: the value of BEHOLDEN_MODELS, or null.</summary>
    public string? ModelsFolder { get; init; }

    /// <summary>The official Cedar engine too; set-up's own tests leave it out.</summary>
    public bool WithEngine { get; init; }

    /// <summary>What the operator uses the server for; licences are checked against it.</summary>
    public ModelUse Use { get; init; } = ModelUse.Any;

    /// <summary>list and verify: one JSON array instead of lines for people.</summary>
    public bool Json { get; init; }

    /// <summary>install: a bar while a download runs; off where the output is not a terminal.</summary>
    public bool ShowsProgress { get; init; } = !Console.IsOutputRedirected;

    public TextWriter Out { get; init; } = Console.Out;

    public TextWriter Error { get; init; } = Console.Error;
}
