using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar;

/// <summary>Who wants to do what with what, and under which circumstances.</summary>
public sealed record CedarRequest(
    EntityUid Principal, EntityUid Action, EntityUid Resource, CedarRecord Context);
