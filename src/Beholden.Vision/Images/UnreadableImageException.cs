namespace Beholden.Vision.Images;

/// <summary>Neither JPEG nor PNG, or damaged so that not all of it could be decoded.</summary>
public sealed class UnreadableImageException(string message) : Exception(message);
