namespace Beholden.Oversight.Cedar.Syntax;

/// <summary>What a piece of a policy or schema text is.</summary>
internal enum TokenKind
{
    /// <summary>A word, reserved or not.</summary>
    Word,

    /// <summary>Digits.</summary>
    Number,

    /// <summary>Text in quotes; escapes are not resolved yet.</summary>
    Text,

    /// <summary><c>?name</c> of a template.</summary>
    Slot,

    /// <summary>An operator or a bracket.</summary>
    Sign,

    /// <summary>After the last.</summary>
    End,
}

/// <summary>One piece of a policy or schema text.</summary>
/// <param name="Text">As written; of a text without its quotes.</param>
/// <param name="At">Where it begins, in characters.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int At)
{
    public bool Is(string sign) => Kind == TokenKind.Sign && Text == sign;

    public bool IsWord(string word) => Kind == TokenKind.Word && Text == word;

    public override string ToString() => Kind == TokenKind.End ? "the end of the text" : $"'{Text}'";
}
