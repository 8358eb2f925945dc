namespace Beholden.Wire;

/// <summary>Async operations start or read background work; the HTTP call itself is the same.</summary>
public enum OperationMode
{
    Sync,
    Async,
}

/// <summary>What the contract says about one operation. Instances: <see cref="Contract.Operations"/>.</summary>
public sealed class OperationContract
{
    public required string Name { get; init; }

    /// <summary>The column "family" of the specification, such as "faces (collection)".</summary>
    public required string Family { get; init; }

    public required OperationMode Mode { get; init; }

    /// <summary>How AWS offers it today: "active", or since when it is closed or discontinued.</summary>
    public required string Status { get; init; }

    /// <summary>The rules that <see cref="Checks.Require"/> holds a request to.</summary>
    public required StructureRule Input { get; init; }

    /// <summary>The generated record of the input.</summary>
    public required Type Request { get; init; }

    /// <summary>The generated record of the output.</summary>
    public required Type Response { get; init; }

    /// <summary>Codes of the modelled exceptions that it may answer, sorted.</summary>
    public required IReadOnlyList<string> Errors { get; init; }
}
