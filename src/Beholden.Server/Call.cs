using Beholden.Store;

namespace Beholden.Server;

/// <summary>What an operation knows of the request beside its input.</summary>
/// <param name="RequestId">Sent back as <c>x-amzn-RequestId</c>.</param>
/// <param name="AccessKeyId">Who signed.</param>
/// <param name="Person">Who holds that key.</param>
/// <param name="Purpose">The purpose that the key was made for.</param>
/// <param name="Region">From the credential scope; collections are per region.</param>
/// <param name="Cancelled">The client went away, or the server stops.</param>
internal sealed record Call(
    Guid RequestId, string AccessKeyId, string Person, string Purpose, string Region,
    CancellationToken Cancelled)
{
    /// <summary>
    /// Face attributes that ALL leaves out under the call's purpose, in the contract's words.
    /// </summary>
    public IReadOnlyList<string> Gated { get; init; } = [];

    /// <summary>The case of the key; null where it has none.</summary>
    public string? Case { get; init; }

    /// <summary>The live stream that the call is of; null where it is of none.</summary>
    public string? Stream { get; init; }

    /// <summary>Whether small pictures of enrolled faces are kept, for people to compare.</summary>
    public bool KeepsCrops { get; init; }

    /// <summary>On what basis faces may be stored; null where nothing was decided.</summary>
    public FaceBasis? Basis { get; init; }

    public CollectionName Collection(string collectionId) => new(Region, collectionId);
}
