namespace Beholden.Server.Commands;

/// <summary>Something that the user can mend. The message is one sentence that says what to do.</summary>
internal sealed class Failure(string sentence) : Exception(sentence);

/// <summary>What the program's exit code tells a script.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The work was done in part: some images were refused, some checks failed.</summary>
    public const int Partly = 1;

    /// <summary>Nothing was done: a setting, file or address is wrong; the sentence says which.</summary>
    public const int Refused = 2;

    /// <summary>Stopped by Ctrl-C or a signal; as shells count it, 128 and the signal's number.</summary>
    public const int Stopped = 130;
}
