namespace Beholden.Tests.Oversight.Cedar.Differential;

/// <summary>Everything that a decision depends on, as text.</summary>
/// <param name="Schema">Null for none.</param>
/// <param name="Entities">A JSON list.</param>
/// <param name="Request">A JSON object with principal, action, resource and context.</param>
internal sealed record MadeCase(
    string Policies, string? Schema, string Entities, string Request, bool ValidatesRequest)
{
    /// <summary>The policies one by one; none where their text was damaged or tells of a schema.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    public override string ToString() =>
        $"policies: {Policies}\nschema: {Schema ?? "none"}\nentities: {Entities}\n"
        + $"request ({(ValidatesRequest ? "validated" : "not validated")}): {Request}";
}
