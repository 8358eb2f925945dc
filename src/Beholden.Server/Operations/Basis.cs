namespace Beholden.Server.Operations;

/// <summary>The legal basis under which a face is kept.</summary>
internal static class Basis
{
    /// <summary>
    /// The key's owner stated none. Policies that demand one come with the oversight rooms.
    /// </summary>
    public const string Unstated = "unstated";
}
