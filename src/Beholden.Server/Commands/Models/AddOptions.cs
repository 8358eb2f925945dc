using Beholden.Vision.Models;

namespace Beholden.Server.Commands.Models;

/// <summary>What <c>beholden models add</c> was told.</summary>
internal sealed record AddOptions
{
    /// <summary>A path, or an https address.</summary>
    public required string Source { get; init; }

    /// <summary>64 hexadecimal digits; null for a file whose hash its user does not know.</summary>
    public required string? Sha256 { get; init; }

    public required string Licence { get; init; }

    /// <summary>Null: the source's file name without its ending.</summary>
    public required string? Id { get; init; }

    /// <summary>An id of <see cref="NetworkLayout"/>; null: found from the tensors.</summary>
    public required string? Layout { get; init; }
}
