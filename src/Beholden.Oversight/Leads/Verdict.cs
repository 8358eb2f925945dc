namespace Beholden.Oversight.Leads;

/// <summary>What one person said to a lead.</summary>
/// <param name="Person">Who; access keys of one person are one.</param>
/// <param name="Choice">The candidate's position in the lead, from 0; null: none of these.</param>
/// <param name="TrainedUntil">The end of the person's training, as it stood at that moment.</param>
public sealed record Verdict(string Person, int? Choice, DateTimeOffset At, DateTimeOffset TrainedUntil);

/// <summary>Why somebody may not review a lead.</summary>
public enum ReviewRefusal
{
    /// <summary>It is the person's own lead.</summary>
    Requester,

    /// <summary>The person's training is missing or over.</summary>
    Untrained,

    /// <summary>The person judged it before.</summary>
    Judged,
}
