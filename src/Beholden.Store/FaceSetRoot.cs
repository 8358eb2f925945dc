namespace Beholden.Store;

/// <summary>Which faces a collection held at one instant.</summary>
/// <param name="Root">
/// The Merkle root over the face ids, 64 hexadecimal digits in lower case; <c>docs/ledger.md</c> defines it.
/// </param>
/// <param name="Count">How many faces there were.</param>
public sealed record FaceSetRoot(string Root, long Count);
