using Beholden.Vision.Models;

namespace Beholden.Server.Commands.Models;

/// <summary>What every verb of <c>beholden models</c> works on.</summary>
internal record ModelsOptions
{
    /// <summary>Path of the catalogue.</summary>
    public string Catalogue { get; init; } = Vision.Models.Catalogue.BesideExecutable;

    /// <summary>Where the weight files are, or will be.</summary>
    public required string WeightsFolder { get; init; }

    /// <summary>What the operator uses the server for; licences are checked against it.</summary>
    public ModelUse Use { get; init; } = ModelUse.Any;

    public TextWriter Out { get; init; } = Console.Out;

    public TextWriter Error { get; init; } = Console.Error;
}

/// <summary>Options of <c>beholden models install</c>.</summary>
internal sealed record InstallOptions : ModelsOptions
{
    /// <summary>A folder that already holds weight files: the value of BEHOLDEN_MODELS, or null.</summary>
    public string? ModelsFolder { get; init; }

    /// <summary>Draw a bar while a download runs; off where the output is not a terminal.</summary>
    public bool ShowsProgress { get; init; } = !Console.IsOutputRedirected;
}

/// <summary>Options of <c>beholden models list</c> and <c>verify</c>.</summary>
internal sealed record ListOptions : ModelsOptions
{
    /// <summary>Write one JSON array instead of lines for people.</summary>
    public bool Json { get; init; }
}
