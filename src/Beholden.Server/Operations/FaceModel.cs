using System.Globalization;

namespace Beholden.Server.Operations;

/// <summary>The embedding model of this server, as collections are bound to it.</summary>
/// <param name="Contract">
/// Weights, preprocessing and dimension. Embeddings of two contracts are never compared.
/// </param>
/// <param name="Version">What clients see as FaceModelVersion; digits and dots only (contract).</param>
internal sealed record FaceModel(string Contract, string Version)
{
    /// <summary>AWS's newest face model as seen in 2026 (spec 7.4): clients branch on it.</summary>
    public const string VersionServed = "7.0";

    /// <summary>The network's id, by which it is stopped.</summary>
    public string NetworkId => Contract.Split('/')[0];

    /// <summary>The version of a user's network: the same, and a number made of its hash.</summary>
    /// <param name="sha256">64 hexadecimal digits.</param>
    public static string VersionOf(string sha256) =>
        string.Create(CultureInfo.InvariantCulture, $"{VersionServed}.{Convert.ToUInt32(sha256[..8], 16)}");
}
