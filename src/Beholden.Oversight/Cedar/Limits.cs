namespace Beholden.Oversight.Cedar;

/// <summary>What a policy text, a schema, entities and a request may take.</summary>
internal static class Limits
{
    /// <summary>
    /// Expressions inside each other. The official engine in WebAssembly runs out of stack between 100 and
    /// 200. A level here takes about 2 kB of stack; where a thread has less left, the text is refused too.
    /// </summary>
    public const int NestingMax = 200;

    /// <summary>Characters of one policy set or schema: a thousand policies of a page each.</summary>
    public const int TextMax = 4 << 20;

    /// <summary>Policies of one set; every one is evaluated for every request.</summary>
    public const int PoliciesMax = 10_000;

    /// <summary>Nesting of JSON, as deep as the official engine reads.</summary>
    public const int JsonDepthMax = 128;

    /// <summary>Bytes of one JSON text: entities of a request, or a schema.</summary>
    public const int JsonBytesMax = 64 << 20;
}
