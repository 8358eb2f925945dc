using Beholden.Store;

namespace Beholden.Oversight.Policy;

/// <summary>What a stop holds up.</summary>
public enum StopScope
{
    All,
    Purpose,
    Collection,
    Stream,
    Model,
}

/// <summary>A stop that is in effect.</summary>
/// <param name="Id">Grows by one with each stop of a folder; 0 in the moment before it has one.</param>
/// <param name="Name">
/// Id of the purpose, region/id of the collection, name of the stream, id of the model; empty for all.
/// </param>
/// <param name="StoppedBy">The access key id.</param>
public sealed record Stop(
    long Id, StopScope Scope, string Name, string Reason, string StoppedBy, DateTimeOffset StoppedAt)
{
    /// <summary>Who agreed to its end so far.</summary>
    public Approvals Approvals { get; init; } = Approvals.None;

    public bool Covers(Asked asked, string modelId) => asked.Act.IsStopped && Scope switch
    {
        StopScope.All => true,
        StopScope.Purpose => Name == asked.PurposeId,
        StopScope.Collection => Name == asked.Collection,
        // Whatever streams without a name is held up by the stop of any.
        StopScope.Stream => asked.IsLive && (asked.Stream is null || asked.Stream == Name),
        StopScope.Model => Name == modelId,
        _ => throw new InvalidOperationException($"{Scope} is no scope of a stop."),
    };

    public override string ToString()
    {
        var which = Id == 0 ? "a new stop" : $"stop {Id}";
        return Scope == StopScope.All
            ? $"{which} of everything"
            : $"{which} of the {Scope.ToString().ToLowerInvariant()} {Name}";
    }
}
