namespace Beholden.Vision.Models;

/// <summary>The catalogue or a weight file cannot be used; the message says what to do about it.</summary>
public sealed class CatalogueException(string message, Exception? cause = null) : Exception(message, cause);
