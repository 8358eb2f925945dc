namespace Beholden.Oversight.Cedar.Official;

/// <summary>The official engine is absent, or failed on what it was given.</summary>
public sealed class OfficialEngineException : Exception
{
    public OfficialEngineException(string message)
        : base(message)
    {
    }

    public OfficialEngineException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
