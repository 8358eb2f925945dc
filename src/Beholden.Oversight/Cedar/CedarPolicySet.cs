using Beholden.Oversight.Cedar.Expressions;
using Beholden.Oversight.Cedar.Syntax;
using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar;

/// <summary>
/// Policies that are decided over together. Does not change; made once, used by every request.
/// </summary>
public sealed class CedarPolicySet
{
    private readonly Dictionary<string, PolicyText> templates;

    private CedarPolicySet(IReadOnlyList<CedarPolicy> policies, Dictionary<string, PolicyText> templates)
    {
        (Policies, this.templates) = (policies, templates);
    }

    public IReadOnlyList<CedarPolicy> Policies { get; }

    /// <summary>Ids of the templates; without links they decide nothing.</summary>
    public IReadOnlyCollection<string> Templates => templates.Keys;

    /// <summary>
    /// Reads a text of policies; their ids are <c>policy0</c>, <c>policy1</c> in its order.
    /// </summary>
    /// <exception cref="CedarSyntaxException">The text is no set of Cedar policies.</exception>
    public static CedarPolicySet Parse(string text) =>
        Of(PolicyParser.Read(text).Select((policy, i) => KeyValuePair.Create($"policy{i}", policy)));

    /// <summary>Reads one policy of each text; the keys are their ids.</summary>
    /// <exception cref="CedarSyntaxException">A text is not exactly one Cedar policy.</exception>
    public static CedarPolicySet Parse(IReadOnlyDictionary<string, string> texts) =>
        Of(texts.Select(one => KeyValuePair.Create(
            one.Key,
            PolicyParser.Read(one.Value) is [var policy]
                ? policy
                : throw new CedarSyntaxException($"The text of {one.Key} is not exactly one policy."))));

    /// <summary>
    /// Reads a set in Cedar's JSON: <c>staticPolicies</c> by their ids, <c>templates</c> and
    /// <c>templateLinks</c>.
    /// </summary>
    /// <exception cref="CedarDataException">The text is no such set.</exception>
    public static CedarPolicySet ParseJson(string text)
    {
        var read = PolicyJson.Read(text);
        return read.Links.Aggregate(
            Of(read.Policies), (set, link) => set.Link(link.TemplateId, link.Id, link.Values));
    }

    /// <summary>
    /// Whether a text of policies is in JSON; in Cedar's own syntax none begins with a brace.
    /// </summary>
    public static bool IsJson(string text) => text.AsSpan().TrimStart().StartsWith('{');

    /// <summary>These policies and one more, made of a template.</summary>
    /// <param name="templateId">One of <see cref="Templates"/>.</param>
    /// <param name="values">For <c>?principal</c> and <c>?resource</c>, exactly those that it has.</param>
    /// <exception cref="CedarDataException">No such template, other slots, or the id is taken.</exception>
    public CedarPolicySet Link(string templateId, string id, IReadOnlyDictionary<string, EntityUid> values)
    {
        if (!templates.TryGetValue(templateId, out var template))
        {
            throw new CedarDataException($"There is no template {templateId}.");
        }

        if (!template.Slots.Order().SequenceEqual(values.Keys.Order()))
        {
            throw new CedarDataException(
                $"{templateId} needs values for exactly {string.Join(" and ", template.Slots)}.");
        }

        if (templates.ContainsKey(id) || Policies.Any(policy => policy.Id == id))
        {
            throw new CedarDataException($"The id {id} is taken.");
        }

        return new([.. Policies, Policy(id, template, new(values))], templates);
    }

    private static CedarPolicySet Of(IEnumerable<KeyValuePair<string, PolicyText>> texts)
    {
        var all = texts.ToList();
        return new(
            [.. all.Where(one => one.Value.Slots.Count == 0)
                .Select(one => Policy(one.Key, one.Value, SlotValues.None))],
            all.Where(one => one.Value.Slots.Count > 0).ToDictionary(StringComparer.Ordinal));
    }

    private static CedarPolicy Policy(string id, PolicyText text, SlotValues values) =>
        new(id, text.IsPermit, text.Annotations, text.Condition(values));
}
