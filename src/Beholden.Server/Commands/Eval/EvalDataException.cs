namespace Beholden.Server.Commands.Eval;

/// <summary>The folder given to an evaluation lacks something; the message says what.</summary>
internal sealed class EvalDataException(string message) : Exception(message);
