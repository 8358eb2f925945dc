using System.Text;
using System.Text.Json;

namespace Beholden.Wire;

/// <summary>Walks one request beside its rules, notes violations and knows the path to each.</summary>
/// <remarks>
/// A wrong JSON type ends the walk at once, a violation does not: AWS reads the whole body before it
/// checks values.
/// </remarks>
internal sealed class InputWalk(Violations violations)
{
    // A stack instead of strings: paths are needed only for violations, and lists may be long.
    private readonly List<(string? Name, int Position)> path = [];

    public void Visit(Rule rule, JsonElement value)
    {
        switch (rule)
        {
            case StructureRule structure:
                VisitStructure(structure, value);
                break;
            case ListRule list:
                VisitList(list, value);
                break;
            case MapRule map:
                VisitMap(map, value);
                break;
            case ScalarRule scalar:
                foreach (var constraint in scalar.Broken(value))
                {
                    violations.Add(Path(), rule, value, constraint);
                }

                break;
            default:
                throw new NotSupportedException($"No check knows the rule {rule.GetType().Name}.");
        }
    }

    private void VisitStructure(StructureRule structure, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw WrongType.NotContainer(value, WrongType.StructureExpected);
        }

        foreach (var member in structure.Members)
        {
            path.Add((member.Shown, 0));
            if (value.TryGetProperty(member.Name, out var found) && found.ValueKind != JsonValueKind.Null)
            {
                Visit(member.Rule, found);
            }
            else if (member.IsRequired)
            {
                violations.Add(Path(), member.Rule, default, Words.NotNull);
            }

            path.RemoveAt(path.Count - 1);
        }
    }

    private void VisitList(ListRule list, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw WrongType.NotContainer(value, WrongType.ListExpected);
        }

        CheckCount(list, value, value.GetArrayLength(), list.Min, list.Max);
        if (list.Element is ScalarRule scalar)
        {
            CheckAll("Member", list, value, scalar, value.EnumerateArray());
            return;
        }

        var position = 0;
        foreach (var element in value.EnumerateArray())
        {
            path.Add((null, ++position));
            if (element.ValueKind == JsonValueKind.Null)
            {
                violations.Add(Path(), list.Element, default, Words.NotNull);
            }
            else
            {
                Visit(list.Element, element);
            }

            path.RemoveAt(path.Count - 1);
        }
    }

    private void VisitMap(MapRule map, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw WrongType.NotContainer(value, WrongType.StructureExpected);
        }

        CheckCount(map, value, value.GetPropertyCount(), map.Min, map.Max);
        if (value.EnumerateObject().Any(entry => map.Key.Broken(JsonText.NameOf(entry)).Count > 0))
        {
            violations.Add(Path(), map, value, All("Map keys", map.Key.Constraints));
        }

        CheckAll("Map value", map, value, map.Value, value.EnumerateObject().Select(entry => entry.Value));
    }

    private void CheckCount(Rule rule, JsonElement value, int count, int? min, int? max)
    {
        foreach (var constraint in Words.BrokenLength(count, min, max))
        {
            violations.Add(Path(), rule, value, constraint);
        }
    }

    // However many scalars of a list or map break a rule, AWS says it once, of the whole, and lists every
    // constraint on such a scalar. All are visited, since a wrong JSON type outweighs any violation.
    private void CheckAll(
        string who, Rule whole, JsonElement value, ScalarRule scalar, IEnumerable<JsonElement> parts)
    {
        var isBroken = false;
        var hasNull = false;
        foreach (var part in parts)
        {
            hasNull |= part.ValueKind == JsonValueKind.Null;
            isBroken |= part.ValueKind != JsonValueKind.Null && scalar.Broken(part).Count > 0;
        }

        if (isBroken || hasNull)
        {
            IReadOnlyList<string> constraints =
                hasNull ? [.. scalar.Constraints, Words.NotNull] : scalar.Constraints;
            violations.Add(Path(), whole, value, All(who, constraints));
        }
    }

    private static string All(string who, IReadOnlyList<string> constraints) =>
        $"{who} must satisfy constraint: [{string.Join(", ", constraints)}]";

    private string Path()
    {
        var text = new StringBuilder();
        foreach (var (name, position) in path)
        {
            text.Append(text.Length > 0 ? "." : "");
            text.Append(name ?? $"{position}.member");
        }

        return text.ToString();
    }
}
