namespace Beholden.Server.Commands.Models;

/// <summary>One file to take out of an npm package.</summary>
/// <param name="PathInPackage">As the archive names it: <c>package/..</c>.</param>
/// <param name="Target">Where it is written.</param>
/// <param name="BytesMax">Where the copy stops.</param>
/// <param name="TooLong">The sentence for a file that is longer.</param>
internal sealed record PackagedFile(string PathInPackage, string Target, long BytesMax, string TooLong);
