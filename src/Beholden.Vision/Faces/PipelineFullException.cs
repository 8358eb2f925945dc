namespace Beholden.Vision.Faces;

/// <summary>So many pictures wait already that one more would wait too long. Try again later.</summary>
public sealed class PipelineFullException() : Exception("Too many pictures are waiting.");
