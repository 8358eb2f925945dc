using System.Text.Json;

namespace Beholden.Wire;

/// <summary>What the model demands of a value. The instances are generated, one per input shape.</summary>
public abstract class Rule;

/// <param name="members">In the contract's order.</param>
public sealed class StructureRule(IReadOnlyList<MemberRule> members) : Rule
{
    public IReadOnlyList<MemberRule> Members { get; } = members;
}

/// <param name="name">The member's name on the wire, PascalCase.</param>
public sealed class MemberRule(string name, Rule rule, bool isRequired)
{
    public string Name { get; } = name;

    public Rule Rule { get; } = rule;

    public bool IsRequired { get; } = isRequired;

    /// <summary>
    /// How AWS's messages spell it: only the first letter is lowered, so SNSTopicArn is sNSTopicArn.
    /// </summary>
    public string Shown { get; } = char.ToLowerInvariant(name[0]) + name[1..];
}

/// <summary>A list; the bounds count its elements.</summary>
public sealed class ListRule(Rule element, int? min, int? max) : Rule
{
    public Rule Element { get; } = element;

    public int? Min { get; } = min;

    public int? Max { get; } = max;
}

/// <summary>A map of strings to strings; the bounds count its entries.</summary>
public sealed class MapRule(StringRule key, ScalarRule value, int? min, int? max) : Rule
{
    public StringRule Key { get; } = key;

    public ScalarRule Value { get; } = value;

    public int? Min { get; } = min;

    public int? Max { get; } = max;
}

/// <summary>A rule for a value without parts.</summary>
public abstract class ScalarRule : Rule
{
    /// <summary>Everything this rule demands, in AWS's words and order.</summary>
    internal abstract IReadOnlyList<string> Constraints { get; }

    /// <summary>Those of <see cref="Constraints"/> that the value, never a JSON null, breaks.</summary>
    /// <exception cref="SerializationException">The value has another JSON type.</exception>
    internal abstract IReadOnlyList<string> Broken(JsonElement value);

    /// <summary>The value as AWS's messages print it, without quotes, at any length.</summary>
    internal virtual string Show(JsonElement value) => JsonText.Of(value);
}
