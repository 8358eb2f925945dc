using System.Globalization;

namespace Beholden.Tests.Oversight.Cedar.Differential;

/// <summary>
/// Expressions of a wanted type out of every operator of the language; now and then one of another type, so
/// that type errors happen at every place.
/// </summary>
internal sealed class ExpressionMaker(Dice dice, TextMaker texts)
{
    public static readonly string[] Kinds =
        ["bool", "long", "string", "entity", "set", "record", "decimal", "ipaddr", "datetime", "duration"];

    /// <summary>Attributes by the type of their values, as entities and contexts have them.</summary>
    private static readonly Dictionary<string, string[]> Named = new()
    {
        ["bool"] = ["flag", "b"],
        ["long"] = ["n", "m"],
        ["string"] = ["s", "odd name ☃"],
        ["entity"] = ["e", "owner"],
        ["set"] = ["set", "many"],
        ["record"] = ["rec"],
        ["decimal"] = ["d"],
        ["ipaddr"] = ["ip"],
        ["datetime"] = ["t"],
        ["duration"] = ["dur"],
    };

    private static readonly string[] DecimalMethods =
        ["lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual"];

    private static readonly string[] DurationMethods =
        ["toMilliseconds", "toSeconds", "toMinutes", "toHours", "toDays"];

    private static readonly long[] Numbers =
        [0, 1, 2, 3, -1, 7, 10, 100, 9223372036854775807, -9223372036854775808, 4611686018427387904,
            3037000500];

    public string Make(string kind, int depth)
    {
        if (dice.Percent(2))
        {
            kind = dice.Of(Kinds);
        }

        var made = depth <= 0 || dice.Percent(12) ? Leaf(kind)
            : dice.Percent(10) ? AnyShape(kind, depth - 1)
            : Shaped(kind, depth - 1);
        return dice.Percent(6) ? $" ( {made} ) " : made;
    }

    public string Uid() => dice.Of("U", "U", "G", "A::R", "Action", "A::B::C") switch
    {
        "Action" => $"Action::\"{dice.Of("view", "edit", "all", "none")}\"",
        var type => $"{type}::{texts.Quoted(dice.Of("a", "b", "c", "g", "h", "☃", "x y"))}",
    };

    // Any expression may stand in brackets; where an operator follows, it must unless it is tight enough.
    private string Tight(string kind, int depth) => $"({Make(kind, depth)})";

    private string Owner(int depth) => dice.Percent(80)
        ? dice.Of("principal", "resource", "context", "principal", "context")
        : Tight(dice.Of("entity", "record"), depth);

    private string Leaf(string kind) => dice.Percent(35) ? Access("principal", kind) : kind switch
    {
        "bool" => dice.Of("true", "false"),
        "long" => Number(),
        "string" => texts.Quoted(texts.Any()),
        "entity" => dice.Percent(50) ? dice.Of("principal", "action", "resource") : Uid(),
        "set" => dice.Of(
            "[]", "[1, 2]", "[\"a\"]", $"[{Uid()}]", "[1, \"a\", true]", "[[1], {a: 1}]", "[1,]"),
        "record" => dice.Of("context", "{}", "{n: 1}", "{\"a\": true, s: \"x\",}", "{rec: {n: 1}}"),
        _ => $"{Reader(kind)}({texts.Quoted(dice.Percent(85) ? texts.Valid(kind) : texts.Of(kind))})",
    };

    private string Number() => dice.Of(
        dice.Of(Numbers).ToString(), dice.Of(Numbers).ToString(), dice.Any64().ToString(), "007", "- 5",
        "--3");

    private static string Reader(string kind) => kind == "ipaddr" ? "ip" : kind;

    private string Access(string owner, string kind)
    {
        var name = dice.Of(Named[kind]);
        owner = dice.Percent(40) ? dice.Of("resource", "context", "action", "context.rec", $"({Uid()})")
            : owner;
        return name.Contains(' ', StringComparison.Ordinal) || dice.Percent(15)
            ? $"{owner}[{texts.Quoted(name)}]"
            : $"{owner}.{name}";
    }

    private string AnyShape(string kind, int depth) => dice.Below(4) switch
    {
        0 => $"(if {Make("bool", depth)} then {Make(kind, depth)} else {Make(kind, depth)})",
        1 => Access(Owner(depth), kind),
        2 when kind != "bool" => $"{{x: {Make(kind, depth)}, y: {Make("long", 0)}}}.x",
        _ => $"({Owner(depth)}).getTag({Make("string", 0)})",
    };

    private string Shaped(string kind, int depth) => kind switch
    {
        "bool" => Truth(depth),
        "long" => Count(depth),
        "set" => $"[{string.Join(", ", dice.Some(3, () => Make(dice.Of(Kinds), depth)))}]",
        "record" =>
            $"{{n: {Make("long", depth)}, {texts.Quoted("s" + dice.Below(3))}: {Make("string", depth)}}}",
        "datetime" when dice.Percent(60) => dice.Of(
            $"{Tight("datetime", depth)}.offset({Make("duration", depth)})",
            $"{Tight("datetime", depth)}.toDate()"),
        "duration" when dice.Percent(60) => dice.Of(
            $"{Tight("datetime", depth)}.durationSince({Make("datetime", depth)})",
            $"{Tight("datetime", depth)}.toTime()"),
        "decimal" or "ipaddr" or "datetime" or "duration" =>
            $"{Reader(kind)}({(dice.Percent(90) ? texts.Quoted(texts.Of(kind)) : Make("string", depth))})",
        _ => Leaf(kind),
    };

    private string Count(int depth) => dice.Below(8) switch
    {
        0 or 1 => $"{Tight("long", depth)} + {Tight("long", depth)}",
        2 => $"{Tight("long", depth)} - {Tight("long", depth)} - {Make("long", 0)}",
        3 => $"{Tight("long", depth)} * {Tight("long", depth)}",
        4 => $"{dice.Of("-", "--", "- - -")}{Tight("long", depth)}",
        5 => $"{Make("long", 0)} + {Make("long", 0)} * {Make("long", 0)}",
        _ => $"{Tight("duration", depth)}."
            + dice.Of(DurationMethods) + "()",
    };

    private string Truth(int depth) => dice.Below(9) switch
    {
        0 => Logic(depth),
        1 => Guarded(depth),
        2 => Comparison(depth),
        3 => Membership(depth),
        4 => Collection(depth),
        5 => Extension(depth),
        6 => $"{Tight("string", depth)} like {texts.Pattern()}",
        7 => Equality(depth),
        _ => Tags(depth),
    };

    private string Logic(int depth) => dice.Below(6) switch
    {
        0 => $"{Tight("bool", depth)} && {Tight("bool", depth)}",
        1 => $"{Tight("bool", depth)} || {Tight("bool", depth)}",
        2 => $"{dice.Of("!", "!!", "!!!", "! !")}{Tight("bool", depth)}",
        3 => $"{Make("bool", 0)} || {Make("bool", 0)} && {Tight("bool", depth)}",
        4 => $"{Make("bool", 0)} && {Make("bool", 0)} || {Tight("bool", depth)}",
        _ => $"if {Make("bool", depth)} then {Make("bool", depth)} else {Make("bool", depth)}",
    };

    private string Guarded(int depth)
    {
        var kind = dice.Of(Kinds);
        var name = dice.Of(Named[kind]);
        var owner = Owner(depth);
        var path = name.Contains(' ', StringComparison.Ordinal) ? texts.Quoted(name) : name;
        return dice.Below(4) switch
        {
            0 => $"{owner} has {path}",
            1 => $"{owner} has rec.{dice.Of("n", "rec", "s")}{dice.Of("", ".n")}",
            2 => $"{owner} has {dice.Of("e", "owner")}.{dice.Of("e", "n")} && {owner}.e has n",
            _ => $"({owner} has {path} && {Tight("bool", depth)})",
        };
    }

    private string Comparison(int depth)
    {
        var kind = dice.Of("long", "long", "datetime", "duration", dice.Of(Kinds));
        return $"{Tight(kind, depth)} {dice.Of("<", "<=", ">", ">=")} {Tight(kind, depth)}";
    }

    private string Equality(int depth)
    {
        var kind = dice.Of(Kinds);
        var other = dice.Percent(80) ? kind : dice.Of(Kinds);
        return $"{Tight(kind, depth)} {dice.Of("==", "!=")} {Tight(other, depth)}";
    }

    private string Membership(int depth) => dice.Below(5) switch
    {
        0 => $"{Tight("entity", depth)} in {Tight("entity", depth)}",
        1 => $"{Tight("entity", depth)} in [{Make("entity", 0)}, {Make("entity", 0)}]",
        2 => $"{Tight("entity", depth)} in {Tight("set", depth)}",
        3 => $"{Tight("entity", depth)} is {dice.Of("U", "G", "A::R", "R", "Action")}",
        _ => $"{Tight("entity", depth)} is {dice.Of("U", "G")} in {dice.Of(Uid(), $"[{Uid()}, {Uid()}]")}",
    };

    private string Collection(int depth) => dice.Below(5) switch
    {
        0 => $"{Tight("set", depth)}.isEmpty()",
        1 => $"{Tight("set", depth)}.contains({Make(dice.Of(Kinds), depth)})",
        2 => $"{Tight("set", depth)}.containsAll({Make("set", depth)})",
        3 => $"{Tight("set", depth)}.containsAny({Make("set", depth)})",
        _ => $"[{Make("long", depth)}, {Make("string", depth)}].contains({Make("long", depth)})",
    };

    private string Extension(int depth) => dice.Below(6) switch
    {
        4 => Twice("decimal", texts.Valid("decimal"), DecimalMethods, "({0}).{1}({0})"),
        5 => Twice("duration", texts.Valid("duration"), DurationMethods, "({0}).{1}() == ({0}).{2}()"),
        0 or 1 => $"{Tight("decimal", depth)}."
            + dice.Of(DecimalMethods)
            + $"({Make("decimal", depth)}{(dice.Percent(3) ? ", 1" : "")})",
        2 => $"{Tight("ipaddr", depth)}.{dice.Of("isIpv4", "isIpv6", "isLoopback", "isMulticast")}()",
        _ => $"{Tight("ipaddr", depth)}.isInRange({Make("ipaddr", depth)})",
    };

    // The same value on both sides tells orders and units apart.
    private string Twice(string kind, string text, string[] methods, string shape) => string.Format(
        CultureInfo.InvariantCulture, shape, $"{kind}({texts.Quoted(text)})", dice.Of(methods),
        dice.Of(methods));

    private string Tags(int depth) => dice.Below(2) == 0
        ? $"{Owner(depth)}.hasTag({Make("string", 0)})"
        : $"({Owner(depth)}.hasTag(\"k\") && {Owner(depth)}.getTag(\"k\") == {Make(dice.Of(Kinds), depth)})";
}
