namespace Beholden.Oversight.Cedar;

/// <summary>A text is no Cedar policy or schema; the message names the line and what is wrong.</summary>
public sealed class CedarSyntaxException(string message) : Exception(message);
