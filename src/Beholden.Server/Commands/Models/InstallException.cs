namespace Beholden.Server.Commands.Models;

/// <summary>A weight file cannot be installed; the message says what to do.</summary>
internal sealed class InstallException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>A source cannot be reached just now. For an optional weight file that is no failure.</summary>
internal sealed class SourceUnreachableException(string message, Exception? cause = null)
    : Exception(message, cause);
