namespace Beholden.Wire;

/// <summary>
/// An error of AWS's front end. No SDK models it, so <see cref="ErrorBody"/> gives it the short body.
/// </summary>
public abstract class FrontEndException(string code, int status, string message)
    : ServiceException(code, status, message);

/// <summary>A value breaks a length, range, pattern, set or presence rule of the model.</summary>
public sealed class ValidationException(string message)
    : FrontEndException("ValidationException", 400, message);

/// <summary>The body is not JSON, or a value has the wrong JSON type.</summary>
public sealed class SerializationException(string message)
    : FrontEndException("SerializationException", 400, message);

/// <summary>X-Amz-Target names no operation of the service.</summary>
public sealed class UnknownOperationException(string message)
    : FrontEndException("UnknownOperationException", 400, message);

/// <summary>An operation of the contract that this server does not serve.</summary>
/// <remarks>The code has AWS's form; the class is longer to stay clear of System's exception.</remarks>
public sealed class NotImplementedOperationException(string message)
    : FrontEndException("NotImplementedException", 501, message);

/// <summary>The request is not signed.</summary>
public sealed class MissingAuthenticationTokenException(string message)
    : FrontEndException("MissingAuthenticationTokenException", 400, message);

/// <summary>The Authorization header is malformed.</summary>
public sealed class IncompleteSignatureException(string message)
    : FrontEndException("IncompleteSignatureException", 400, message);

/// <summary>The signature is wrong, for another service, or made too long ago.</summary>
public sealed class InvalidSignatureException(string message)
    : FrontEndException("InvalidSignatureException", 400, message);

/// <summary>The access key is unknown.</summary>
public sealed class UnrecognizedClientException(string message)
    : FrontEndException("UnrecognizedClientException", 400, message);

/// <summary>The body is longer than the server reads.</summary>
public sealed class RequestTooLargeException(string message)
    : FrontEndException("RequestEntityTooLargeException", 413, message);
