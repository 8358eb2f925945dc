namespace Beholden.Oversight.Leads;

/// <summary>What leads and their review may cost, and why.</summary>
public static class LeadLimits
{
    /// <summary>
    /// Confirmations by different people that release an identity: two, as for the verification that the
    /// AI Act's Article 14(5) asks for.
    /// </summary>
    public const int ConfirmationsMin = 2;

    /// <summary>
    /// Verdicts that count: after one yes and one other word a third person decides, and nobody a fourth
    /// time, or a lead would be asked about until somebody agrees.
    /// </summary>
    public const int VerdictsMax = 3;

    /// <summary>Candidates of a lead, the likest: more faces than these nobody compares with care.</summary>
    public const int CandidatesMax = 20;

    /// <summary>
    /// Faces that a reviewer is shown at least, where the collection has so many: of a list of one, whoever
    /// says yes to everything would always be right.
    /// </summary>
    public const int ShownMin = 4;

    /// <summary>One review in so many is planted, by chance: 5 %.</summary>
    public const int FoilInReviews = 20;

    /// <summary>Open leads of a data folder. Each holds some 100 kB of pictures.</summary>
    public const int OpenMax = 10_000;

    /// <summary>
    /// Open leads of one access key: who searches faster than people review asks again and again.
    /// </summary>
    public const int OpenPerKeyMax = 500;

    /// <summary>How long a lead is kept where its purpose sets no end.</summary>
    public const int DaysDefault = 183;

    /// <summary>
    /// How long a review that was handed out keeps others from it. Whoever has it may still answer later.
    /// </summary>
    public static readonly TimeSpan HandedLife = TimeSpan.FromHours(24);

    /// <summary>How far ahead training may last: a skill is looked at again within two years.</summary>
    public static readonly TimeSpan TrainingMax = TimeSpan.FromDays(731);

    /// <summary>
    /// Bytes of the verdicts on a lead before they are sealed, filled up: none and three look alike. Three
    /// names of 128 characters have 2,304 in JSON at most.
    /// </summary>
    internal const int VerdictBytesExact = 4_096;
}
