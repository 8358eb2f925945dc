namespace Beholden.Wire;

/// <summary>
/// An error that a client is told about. The classes for the modelled exceptions are generated; those that
/// AWS's front end answers before an operation runs are in FrontEndExceptions.cs.
/// </summary>
/// <param name="code">AWS's name of the error, the body's <c>__type</c>.</param>
/// <param name="status">HTTP status.</param>
/// <param name="message">Shown to the client: no secret, no path of this machine.</param>
public abstract class ServiceException(string code, int status, string message) : Exception(message)
{
    public string Code { get; } = code;

    public int Status { get; } = status;
}
