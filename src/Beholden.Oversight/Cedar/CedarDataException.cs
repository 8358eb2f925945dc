namespace Beholden.Oversight.Cedar;

/// <summary>
/// Entities, a request or a schema's names are not usable: broken JSON, a value of another type than the
/// schema gives, a cycle among parents. The message says which.
/// </summary>
public sealed class CedarDataException : Exception
{
    public CedarDataException(string message)
        : base(message)
    {
    }

    public CedarDataException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
