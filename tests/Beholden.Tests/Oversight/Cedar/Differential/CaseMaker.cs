namespace Beholden.Tests.Oversight.Cedar.Differential;

/// <summary>One random case for each seed.</summary>
internal sealed class CaseMaker
{
    private readonly Dice dice;
    private readonly TextMaker texts;
    private readonly ExpressionMaker expressions;
    private readonly WorldMaker world;

    private CaseMaker(int seed)
    {
        dice = new(seed);
        texts = new(dice);
        expressions = new(dice, texts);
        world = new(dice, texts);
    }

    /// <summary>One case in six is about its schema, the others about their policies.</summary>
    public static MadeCase Make(int seed)
    {
        CaseMaker maker = new(seed);
        return seed % 6 == 0 ? new SchemaCaseMaker(maker.dice, maker.texts).Make() : maker.Make();
    }

    private MadeCase Make()
    {
        var schema = world.SchemaOrNone();
        var gap = Gap();
        List<string> parts = [.. Enumerable.Range(0, 1 + dice.Below(5)).Select(_ => Policy())];
        var policies = string.Join(gap, parts);
        if (dice.Percent(8))
        {
            policies = Damaged(policies);
            parts = [];
        }

        return new(
            policies, schema, world.Entities(schema is not null), world.Request(schema is not null),
            dice.Percent(50))
        {
            Parts = parts,
        };
    }

    private string Policy()
    {
        var annotations = string.Concat(dice.Some(
            1, () => dice.Of("@id(\"x\") ", "@note ", "@if(\"\\u{e9}\")\n", "@a(\"\") @b ")));
        var clauses = string.Concat(dice.Some(2, Clause));
        return $"{annotations}{dice.Of("permit", "permit", "forbid")}{Gap()}({Principal()},{Gap()}"
            + $"{Action()}, {Resource()}{(dice.Percent(5) ? "," : "")}){Gap()}{clauses};";
    }

    private string Clause() => $"{dice.Of("when", "when", "unless")}{Gap()}{{ "
        + $"{expressions.Make("bool", 1 + dice.Below(4))}{Gap()}}}{Gap()}";

    private string Principal() => dice.Below(8) switch
    {
        0 => $"principal == U::{texts.Quoted("a")}",
        1 => $"principal in {dice.Of("G::\"g\"", "G::\"h\"", "U::\"a\"", "(G::\"g\")")}",
        2 => $"principal is {dice.Of("U", "G", "A::R")}",
        3 => "principal is U in G::\"g\"",
        _ => "principal",
    };

    private string Action() => dice.Below(8) switch
    {
        0 => "action == Action::\"view\"",
        1 => "action in Action::\"all\"",
        2 => $"action in [Action::\"view\",{Gap()}A::Action::\"view\", Action::\"all\"]",
        3 => dice.Of("action in []", "action in [Action::\"edit\",]"),
        _ => "action",
    };

    private string Resource() => dice.Below(8) switch
    {
        0 => "resource == A::R::\"a\"",
        1 => "resource in G::\"g\"",
        2 => $"resource is {dice.Of("A::R", "R")}",
        _ => "resource",
    };

    private string Gap() => dice.Of(" ", " ", " ", "\n", "\t", " // note \" ' ;\n", "\u00a0", "");

    // Most of what is left is no policy any more; the engines must agree about which is.
    private string Damaged(string text)
    {
        var at = dice.Below(text.Length);
        var length = Math.Min(1 + dice.Below(3), text.Length - at);
        return dice.Below(4) switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, dice.Of(
                "(", ")", "\"", "\\", ".", ",", "!", "-", "1", " if ", " in ", "::", "*", "?", "=", "@",
                "🙂", "\r")),
            2 => text.Insert(at, text.Substring(dice.Below(text.Length), 1)),
            _ => text[..at] + text[(at + length)..] + dice.Of("", ";", "}", "permit"),
        };
    }
}
