namespace Beholden.Tool;

/// <summary>What one AWS client reported about a run; written by tests/conformance/teller.py.</summary>
/// <param name="Client">aws-cli, boto3 or js.</param>
/// <param name="Version">Of the client, for the record only.</param>
internal sealed record ClientResult(
    string Client, string Version, IReadOnlyDictionary<string, OperationTally> Operations);

/// <summary>The checks that one client made of one operation.</summary>
/// <param name="Known">False when the client is too old to have the operation.</param>
/// <param name="Built">False when the only check was that the server says it is not built.</param>
internal sealed record OperationTally(bool Known, bool Built, int Passed, int Failed, int Skipped);

/// <summary>An entry of docs/differences.json, kept by hand.</summary>
/// <param name="Partial">True when a difference is a defect, not a matter of models or of hardware.</param>
/// <param name="Differences">Sentences.</param>
internal sealed record KnownDifferences(bool Partial, IReadOnlyList<string> Differences)
{
    public static readonly KnownDifferences None = new(false, []);
}

/// <summary>An entry of docs/coverage.json.</summary>
/// <param name="Status">done, partial or none.</param>
/// <param name="ProvenBy">Clients whose every check held; for none, that it answers as not built.</param>
internal sealed record OperationCoverage(
    string Status, IReadOnlyList<string> ProvenBy, IReadOnlyList<string> Differences);
