namespace Beholden.Oversight.Purposes;

/// <summary>
/// What an operation does to people's faces; the unit of purposes, policies and the ledger.
/// </summary>
/// <param name="Id">The name of the act in purposes and of the action group in policies.</param>
/// <param name="IsEntered">
/// Whether each call is entered in the ledger. The others neither compare nor store, and are counted by the
/// minute.
/// </param>
/// <param name="IsStopped">
/// Whether a stop holds it up. Reading, deleting and describing go on: people must be able to take a face out
/// while everything stands still.
/// </param>
/// <param name="IsIdentification">Whether one face is looked for among many.</param>
/// <param name="IsChange">Whether something is stored or deleted.</param>
public sealed record Act(
    string Id, bool IsEntered, bool IsStopped, bool IsIdentification = false, bool IsChange = false)
{
    public static Act Describe { get; } = new("describe", IsEntered: false, IsStopped: false);

    public static Act Detect { get; } = new("detect", IsEntered: false, IsStopped: true);

    public static Act Compare { get; } = new("compare", IsEntered: true, IsStopped: true);

    public static Act Enrol { get; } = new("enrol", IsEntered: true, IsStopped: true, IsChange: true);

    public static Act Identify { get; } =
        new("identify", IsEntered: true, IsStopped: true, IsIdentification: true);

    public static Act Read { get; } = new("read", IsEntered: true, IsStopped: false);

    public static Act Delete { get; } = new("delete", IsEntered: true, IsStopped: false, IsChange: true);

    /// <summary>Judging what a search found, blind; a part of identification.</summary>
    public static Act Review { get; } = new("review", IsEntered: true, IsStopped: true);

    public static IReadOnlyList<Act> All { get; } =
        [Describe, Detect, Compare, Enrol, Identify, Read, Delete, Review];

    // What an operation of the API is; an operation that is not here is not served.
    private static readonly Dictionary<string, Act> ByOperation = new()
    {
        ["CreateCollection"] = Enrol,
        ["DescribeCollection"] = Describe,
        ["ListCollections"] = Describe,
        ["DeleteCollection"] = Delete,
        ["DetectFaces"] = Detect,
        ["CompareFaces"] = Compare,
        ["IndexFaces"] = Enrol,
        ["ListFaces"] = Read,
        ["DeleteFaces"] = Delete,
        ["SearchFaces"] = Identify,
        ["SearchFacesByImage"] = Identify,
        ["CreateUser"] = Enrol,
        ["DeleteUser"] = Delete,
        ["ListUsers"] = Read,
        ["AssociateFaces"] = Enrol,
        ["DisassociateFaces"] = Delete,
        ["SearchUsers"] = Identify,
        ["SearchUsersByImage"] = Identify,
        ["TagResource"] = Enrol, // Tags can say on what basis faces are kept.
        ["UntagResource"] = Describe,
        ["ListTagsForResource"] = Describe,
    };

    /// <summary>
    /// Whether an intent is entered before the call is run: what was done must not depend on whether it could
    /// be entered afterwards.
    /// </summary>
    public bool HasIntent => IsIdentification || IsChange;
    // The same of Beholden's own calls that the rules decide over.
    private static readonly Dictionary<string, Act> ByCall = new()
    {
        ["NextReview"] = Review,
        ["GiveVerdict"] = Review,
    };

    public static IEnumerable<string> Operations => ByOperation.Keys;

    public static IEnumerable<string> Calls => ByCall.Keys;

    /// <exception cref="KeyNotFoundException">No act was ever given to the operation.</exception>
    public static Act Of(string operation) =>
        ByCall.TryGetValue(operation, out var act) ? act : ByOperation[operation];
}
