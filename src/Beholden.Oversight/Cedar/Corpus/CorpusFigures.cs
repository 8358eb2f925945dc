namespace Beholden.Oversight.Cedar.Corpus;

/// <summary>How many expectations of a corpus were met.</summary>
/// <param name="Cases">Files with requests.</param>
/// <param name="Agreeing">Requests with the expected decision, deciding policies and erring policies.</param>
/// <param name="Differences">One for every other request.</param>
/// <param name="Milliseconds">Of each decision alone, without reading texts; sorted.</param>
public sealed record CorpusFigures(
    int Cases, int Requests, int Agreeing, IReadOnlyList<CorpusDifference> Differences,
    IReadOnlyList<double> Milliseconds);

/// <summary>One request that was not answered as expected.</summary>
/// <param name="Case">Path of its file.</param>
/// <param name="Request">Its description.</param>
public sealed record CorpusDifference(string Case, string Request, string Expected, string Found);
