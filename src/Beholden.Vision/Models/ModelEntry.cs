namespace Beholden.Vision.Models;

/// <summary>One weight file as models/catalogue.json describes it.</summary>
public sealed record ModelEntry
{
    /// <summary>The name everything else uses, such as <c>yunet-n</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Plain file name inside the weights folder.</summary>
    public required string File { get; init; }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    public required long Bytes { get; init; }

    public required ModelSource Source { get; init; }

    /// <summary>Whether the server refuses to start without it.</summary>
    public required bool Required { get; init; }

    /// <summary>What it is for, as one sentence.</summary>
    public required string Purpose { get; init; }

    /// <summary>What happens where it is not installed, as one sentence.</summary>
    public required string WhenAbsent { get; init; }

    /// <summary>SPDX identifier; <see cref="Licences"/> knows what each allows.</summary>
    public required string Licence { get; init; }

    public required string LicenceNotes { get; init; }

    public required string TrainingData { get; init; }

    /// <summary>Repository and commit of the weights, or that none is stated.</summary>
    public required string SourceCommit { get; init; }

    public required ModelInput Input { get; init; }

    /// <summary>Each output with its shape and meaning.</summary>
    public required IReadOnlyList<string> Output { get; init; }

    /// <summary>Class names in the order of the output; empty where the network does not classify.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>What was measured here, never copied from a publication.</summary>
    public required IReadOnlyList<ModelFigure> Accuracy { get; init; }
}

/// <summary>
/// Where a weight file comes from: a file inside an npm package (<c>npm</c>, <c>path</c>), or a folder
/// of the operator's, then a pinned address (<c>folderFile</c>, <c>address</c>).
/// </summary>
public sealed record ModelSource
{
    /// <summary>NAME@VERSION, an exact version.</summary>
    public string? Npm { get; init; }

    /// <summary>The entry inside the package's archive.</summary>
    public string? Path { get; init; }

    public Uri? Address { get; init; }

    public string? FolderFile { get; init; }
}

/// <summary>How a network wants its pixels.</summary>
/// <param name="Tensor">Name of the input.</param>
/// <param name="Shape">Batch, channels, height, width.</param>
/// <param name="Colour">RGB, BGR or grey.</param>
/// <param name="Values">What becomes of a pixel value v of 0..255.</param>
/// <param name="Crop">Which part of the picture it sees.</param>
public sealed record ModelInput(string Tensor, string Shape, string Colour, string Values, string Crop);

/// <summary>A figure that was seen printed.</summary>
/// <param name="Measure">What was measured.</param>
/// <param name="Value">With its unit, and the spread or count where there is one.</param>
/// <param name="Data">On which data, with the number of pictures or pairs.</param>
/// <param name="Command">What prints it again.</param>
public sealed record ModelFigure(string Measure, string Value, string Data, string Command);
