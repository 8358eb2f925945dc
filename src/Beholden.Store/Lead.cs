namespace Beholden.Store;

/// <summary>What a search found, kept until people have judged it.</summary>
/// <param name="LeadId">A UUID.</param>
/// <param name="IsFoil">Made to measure a reviewer, and of no search.</param>
/// <param name="RequestedBy">The access key id; empty of a foil.</param>
/// <param name="Requester">The person behind that key; empty of a foil.</param>
/// <param name="Case">The case of the key; null where it has none.</param>
/// <param name="DueAt">When it is deleted, decided or not.</param>
/// <param name="Facts">Who the candidates are; sealed.</param>
/// <param name="Verdicts">Of one length whatever they are; sealed.</param>
/// <param name="Probe">A JPEG of the face that was searched with, sealed; may be empty.</param>
public sealed record KeptLead(
    string LeadId,
    bool IsFoil,
    string RequestedBy,
    string Requester,
    string Purpose,
    string? Case,
    CollectionName Collection,
    DateTimeOffset CreatedAt,
    DateTimeOffset DueAt,
    byte[] Facts,
    byte[] Verdicts,
    byte[] Probe);

/// <summary>A lead as one person got it to judge.</summary>
/// <param name="Shown">Which id stood for which candidate; sealed.</param>
/// <param name="JudgedAt">Null while it waits for the person's verdict.</param>
public sealed record KeptReview(
    string ReviewId, string LeadId, string Person, byte[] Shown, DateTimeOffset HandedAt,
    DateTimeOffset? JudgedAt);

/// <summary>What a verdict changes.</summary>
/// <param name="Verdicts">All on the lead.</param>
/// <param name="IsDecided">Whether nobody else needs to judge it.</param>
/// <param name="IsFoilError">Whether it is a foil and the answer was not the known one.</param>
/// <param name="IsPlanted">Whether a face was chosen that was put there as known to be wrong.</param>
public sealed record JudgedLead(byte[] Verdicts, bool IsDecided, bool IsFoilError, bool IsPlanted);

/// <summary>Somebody who was trained to compare faces, and how that went.</summary>
/// <param name="Reviews">Verdicts that were given, on foils too.</param>
/// <param name="Foils">Of these, on foils.</param>
/// <param name="PlantedChosen">Verdicts for a face that was known to be wrong, outside foils.</param>
public sealed record Reviewer(
    string Person, DateTimeOffset TrainedUntil, long Reviews, long Foils, long FoilErrors,
    long PlantedChosen);
