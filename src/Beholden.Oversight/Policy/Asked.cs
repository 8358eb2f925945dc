using Beholden.Oversight.LegalBasis;
using Beholden.Oversight.Purposes;
using Beholden.Store;

namespace Beholden.Oversight.Policy;

/// <summary>What a rule may look at of one request.</summary>
/// <param name="AccessKeyId">Who signed.</param>
/// <param name="PurposeId">The purpose of that key.</param>
/// <param name="Operation">Of the API, such as SearchFaces.</param>
public sealed record Asked(string AccessKeyId, string PurposeId, string Operation)
{
    public Act Act => Act.Of(Operation);

    /// <summary>Region and id, such as <c>us-east-1/staff</c>; null where the call names none.</summary>
    public string? Collection { get; init; }

    /// <summary>Face attributes that are asked for by name, in the contract's words.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>The least similarity of a match, 0..100, stated or the contract's default.</summary>
    public decimal? SimilarityPercent { get; init; }

    /// <summary>How many faces one face is compared with, at most.</summary>
    public long? Faces { get; init; }

    public bool IsLive { get; init; }

    /// <summary>The name of the live stream; null where the call is of none, or it has no name.</summary>
    public string? Stream { get; init; }

    /// <summary>The case of the key; null where it has none.</summary>
    public string? Case { get; init; }

    /// <summary>
    /// Whether its case must be authorised. To take people out, and to look at what is there, needs none.
    /// </summary>
    public bool NeedsAuthorisation => Act != Act.Delete && Act != Act.Describe && Act != Act.Review;

    /// <summary>Why the case may not be worked on, a sentence; null: it may.</summary>
    public string? CaseLacks { get; init; }

    /// <summary>Whether the person's training is in date; asked of reviews alone.</summary>
    public bool IsTrained { get; init; }

    /// <summary>What is known of an enrolment; null where nothing is enrolled, or nothing is known.</summary>
    public EnrolmentFacts? Enrolment { get; init; }

    /// <summary>The stop that holds the request up; null where none does.</summary>
    public Stop? Stop { get; init; }

    /// <summary>UTC, for rules about hours.</summary>
    public DateTimeOffset Time { get; init; }
}

/// <summary>What the floor of a purpose means for one request.</summary>
/// <param name="RequiredPercent">The least similarity that keeps the floor.</param>
/// <param name="FacesSupported">The most faces for which the calibration can say so.</param>
public sealed record FloorNeed(decimal RequiredPercent, long FacesSupported);

/// <summary>What the rules say to a request.</summary>
/// <param name="IsAllowed">Whether it may go on; false wherever a rule could not be evaluated.</param>
/// <param name="Rules">Ids of the rules that decided, or of those that failed.</param>
/// <param name="Floor">Null where the purpose has none, or nothing is compared.</param>
public sealed record Decision(bool IsAllowed, IReadOnlyList<string> Rules, FloorNeed? Floor)
{
    /// <summary>Ids of the rules that could not be evaluated; any of them denies.</summary>
    public IReadOnlyList<string> Failed { get; init; } = [];

    /// <summary>Why faces may be kept; null where none are enrolled, or there is no basis.</summary>
    public FaceBasis? Basis { get; init; }

    /// <summary>What would satisfy the rules, a sentence; empty where it is allowed.</summary>
    public string Advice { get; init; } = "";
}
