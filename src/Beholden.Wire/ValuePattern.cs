using System.Text;
using System.Text.RegularExpressions;

namespace Beholden.Wire;

/// <summary>
/// A pattern of the model, in Java's dialect, held against the whole value. Java's <c>\d</c>, <c>\w</c>,
/// <c>\S</c> and <c>.</c> mean fewer or other characters than .NET's, so they are spelled out.
/// </summary>
/// <remarks>
/// A Unicode class such as <c>\p{L}</c> is matched by UTF-16 unit, so a letter outside the basic plane is
/// refused where Java accepts it (tags only).
/// </remarks>
/// <param name="source">As the model writes it.</param>
public sealed class ValuePattern(string source)
{
    /// <summary>The contract's largest maximum of a string with a pattern (DatasetEntry).</summary>
    internal const int CharactersMax = 100_000;

    // Only TagKey looks ahead, in linear time; this is for a pattern that a future model may bring.
    private static readonly TimeSpan LookaheadTimeout = TimeSpan.FromSeconds(1);

    private readonly Lazy<Regex> regex = new(() => Compile(source));

    public string Source { get; } = source;

    /// <summary>False also for text longer than any maximum, which is not worth the time.</summary>
    internal bool IsKept(string text)
    {
        if (text.Length > CharactersMax)
        {
            return false;
        }

        try
        {
            return regex.Value.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    /// <summary>The same pattern in .NET's dialect, anchored at both ends.</summary>
    /// <exception cref="NotSupportedException">It uses what this translation does not know.</exception>
    internal static string Translate(string java)
    {
        var net = new StringBuilder(@"\A(?:");
        var isInClass = false;
        for (var i = 0; i < java.Length; i++)
        {
            if (java[i] == '\\')
            {
                i++;
                net.Append(Escape(java[i], isInClass));
                continue;
            }

            if (java[i] == '[' && isInClass)
            {
                throw new NotSupportedException($"A class within a class: {java}");
            }

            isInClass = java[i] == '[' || (isInClass && java[i] != ']');
            net.Append(java[i] == '.' && !isInClass ? @"[^\n\r\u0085\u2028\u2029]" : java[i].ToString());
        }

        return net.Append(@")\z").ToString();
    }

    private static string Escape(char letter, bool isInClass) => (letter, isInClass) switch
    {
        ('d', false) => "[0-9]",
        ('d', true) => "0-9",
        ('w', false) => "[a-zA-Z0-9_]",
        ('w', true) => "a-zA-Z0-9_",
        ('s', false) => @"[ \t\n\x0B\f\r]",
        ('S', false) => @"[^ \t\n\x0B\f\r]",
        ('s' or 'S' or 'D' or 'W' or 'b' or 'B', _) =>
            throw new NotSupportedException($@"The escape \{letter} is not known."),
        _ => $@"\{letter}",
    };

    private static Regex Compile(string source)
    {
        var net = Translate(source);
        return source.Contains("(?!", StringComparison.Ordinal)
            ? new(net, RegexOptions.CultureInvariant, LookaheadTimeout)
            : new(net, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }
}
