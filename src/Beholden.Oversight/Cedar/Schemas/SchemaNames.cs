using Beholden.Oversight.Cedar.Syntax;

namespace Beholden.Oversight.Cedar.Schemas;

/// <summary>What names mean in schemas and in JSON.</summary>
internal static class SchemaNames
{
    /// <summary>The kind of values that one of Cedar's own type names stands for; null for others.</summary>
    public static string? Own(string name) => name switch
    {
        "Bool" or "Boolean" => "bool",
        "Long" => "long",
        "String" => "string",
        "decimal" or "ipaddr" or "datetime" or "duration" => name,
        _ => null,
    };

    /// <summary><c>A::B</c> of words that are not reserved, without blanks.</summary>
    public static bool IsPath(string name) => Array.TrueForAll(name.Split("::"), IsName);

    /// <summary><c>N::Action</c>, in whichever namespace.</summary>
    public static bool IsAction(string type) =>
        type == "Action" || type.EndsWith("::Action", StringComparison.Ordinal);

    /// <summary>A name inside a namespace, which may be the empty one.</summary>
    public static string Within(string space, string name) => space.Length == 0 ? name : $"{space}::{name}";

    private static bool IsName(string word) =>
        word.Length > 0
        && (char.IsAsciiLetter(word[0]) || word[0] == '_')
        && word.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        && TokenReader.IsName(word);
}
