namespace Beholden.Vision.Redaction;

/// <summary>The check found a face under a cover, or there are too many to check. One sentence.</summary>
public sealed class RedactionRefusedException(string sentence) : Exception(sentence);
