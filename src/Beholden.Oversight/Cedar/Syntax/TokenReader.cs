namespace Beholden.Oversight.Cedar.Syntax;

/// <summary>Walks over the tokens of one text, and knows the names that policies and schemas share.</summary>
internal sealed class TokenReader(string text)
{
    private static readonly HashSet<string> Reserved =
        ["true", "false", "if", "then", "else", "in", "is", "like", "has", "__cedar"];

    private readonly List<Token> tokens = Lexer.Cut(text);
    private int at;

    public Token Current => tokens[at];

    public Token Following => tokens[Math.Min(at + 1, tokens.Count - 1)];

    public bool IsAtEnd => Current.Kind == TokenKind.End;

    /// <summary>May stand as the name of an attribute or as a part of a type's name.</summary>
    public static bool IsName(string word) => !Reserved.Contains(word);

    public Token Take()
    {
        var token = Current;
        at = Math.Min(at + 1, tokens.Count - 1);
        return token;
    }

    public bool TryTake(string sign)
    {
        var found = Current.Is(sign);
        if (found)
        {
            at++;
        }

        return found;
    }

    public bool TryTakeWord(string word)
    {
        var found = Current.IsWord(word);
        if (found)
        {
            at++;
        }

        return found;
    }

    public void Need(string sign)
    {
        if (!TryTake(sign))
        {
            throw Wanted($"'{sign}'");
        }
    }

    public void NeedWord(string word)
    {
        if (!TryTakeWord(word))
        {
            throw Wanted($"'{word}'");
        }
    }

    /// <summary>A word that is not reserved.</summary>
    public string NeedName()
    {
        if (Current.Kind != TokenKind.Word || !IsName(Current.Text))
        {
            throw Wanted("a name");
        }

        return Take().Text;
    }

    /// <summary>A quoted text, its escapes resolved.</summary>
    public string NeedText()
    {
        if (Current.Kind != TokenKind.Text)
        {
            throw Wanted("a text in quotes");
        }

        var token = Take();
        return Escapes.Resolve(token.Text)
            ?? throw Error(token, "an escape in the text is unknown or names no character");
    }

    /// <summary><c>A::B</c>; what follows the last name is left.</summary>
    public string NeedPath()
    {
        var path = NeedName();
        while (Current.Is("::") && Following.Kind == TokenKind.Word)
        {
            Take();
            path += "::" + NeedName();
        }

        return path;
    }

    /// <summary>
    /// What stands between here and the closing sign, with commas between, one perhaps last.
    /// </summary>
    public List<T> List<T>(string closing, Func<T> read)
    {
        List<T> all = [];
        while (!Current.Is(closing))
        {
            all.Add(read());
            if (!TryTake(",") && !Current.Is(closing))
            {
                throw Wanted($"',' or '{closing}'");
            }
        }

        Take();
        return all;
    }

    public CedarSyntaxException Wanted(string what) => Error(Current, $"{what} is needed, not {Current}");

    public CedarSyntaxException Error(Token token, string what) => Lexer.Error(text, token.At, what);
}
