using Beholden.Oversight.LegalBasis;
using Beholden.Oversight.Purposes;
using CsCheck;

namespace Beholden.Tests.Oversight.LegalBasis;

internal enum HistoryAct
{
    Give,
    GiveWritten,
    Refuse,
    Withdraw,
    Enrol,
    Object,
    Release,
    Associate,
    Forward,
    Sweep,
    Restart,
}

/// <summary>One step of a history. What an act does not need is not looked at.</summary>
/// <param name="Face">0..7. Its collection is Face % 4, its person Face / 4.</param>
/// <param name="Days">0: an hour.</param>
internal readonly record struct HistoryStep(HistoryAct Act, int Face, int Days)
{
    public int Collection => Face % History.Collections;

    public string Person => $"p{Face / History.Collections}";

    public TimeSpan Time => Days == 0 ? TimeSpan.FromHours(1) : TimeSpan.FromDays(Days);

    /// <summary>How long a consent is given for; null: until it is withdrawn.</summary>
    public TimeSpan? Until => Days switch
    {
        <= 1 => null,
        20 => TimeSpan.FromDays(90),
        _ => TimeSpan.FromDays(10 * Days),
    };
}

/// <summary>What random histories are made of.</summary>
internal static class History
{
    public const int Faces = 8, Collections = 4, RetentionDays = 1_500, DestroyDays = 30;

    public const int OfConsent = 0, OfLaw = 1, Untagged = 2, OfWrittenConsent = 3;

    private static readonly int[] Days = [0, 1, 20, 31, 200, 500];

    public static DateTimeOffset Begin { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static Profile Profile { get; } = Bounded(Profile.OfId("personal"));

    public static Purpose Purpose { get; } = Profile.Find("personal")!;

    /// <summary>Of each collection; a law for 30 days, two kinds of consent, and none.</summary>
    public static IReadOnlyList<Dictionary<string, string>> Tags { get; } =
    [
        new() { [BasisTags.BasisKey] = "consent" },
        new()
        {
            [BasisTags.BasisKey] = "law",
            [BasisTags.TermKey] = "P30D",
            [BasisTags.SourceKey] = "register",
        },
        [],
        new() { [BasisTags.BasisKey] = "bipa-consent" },
    ];

    public static Gen<HistoryStep[]> Of(int stepsMax) => Gen.Select(
        Gen.Frequency(
            (4, Gen.Const(HistoryAct.Give)), (3, Gen.Const(HistoryAct.GiveWritten)),
            (1, Gen.Const(HistoryAct.Refuse)), (3, Gen.Const(HistoryAct.Withdraw)),
            (9, Gen.Const(HistoryAct.Enrol)), (2, Gen.Const(HistoryAct.Object)),
            (2, Gen.Const(HistoryAct.Release)), (2, Gen.Const(HistoryAct.Associate)),
            (6, Gen.Const(HistoryAct.Forward)), (3, Gen.Const(HistoryAct.Sweep)),
            (1, Gen.Const(HistoryAct.Restart))),
        Gen.Int[0, Faces - 1], Gen.Int[0, Days.Length - 1].Select(i => Days[i]),
        (act, face, days) => new HistoryStep(act, face, days)).Array[5, stepsMax];

    private static Profile Bounded(Profile profile) => profile with
    {
        Purposes =
        [
            .. profile.Purposes.Select(one => one with { RetentionDays = RetentionDays }),
        ],
    };
}
