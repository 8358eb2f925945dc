namespace Beholden.Server.Redacting;

/// <summary>A user or a face of a collection, as the caller named it.</summary>
internal readonly record struct NamedPerson(string Collection, string Id, bool IsUser)
{
    public override string ToString() => $"{Collection}/{Id}";
}

/// <summary>Whom the caller wants covered.</summary>
/// <param name="Who">everyone, except or only.</param>
/// <param name="Named">Nobody where everyone is covered.</param>
/// <param name="Entries">Of the ledger: the looking up of the names.</param>
internal sealed record WantedPeople(
    string Who, IReadOnlyList<NamedPerson> Named, IReadOnlyList<long> Entries)
{
    public const string Everyone = "everyone", Except = "except", Only = "only";

    /// <param name="first">Of each collection, the person that the face is likest.</param>
    /// <param name="any">All that it is like enough.</param>
    public ToldFace Tell(IReadOnlySet<NamedPerson> first, IReadOnlySet<NamedPerson> any) => Who switch
    {
        Except => Named.Where(first.Contains).ToList() is [var one, ..]
            ? new(true, $"told to be {one}")
            : new(false, "not told to be one of those excepted"),
        Only => Named.Where(any.Contains).ToList() is [var one, ..]
            ? new(false, $"told to be {one}")
            : new(true, "not told to be one of those named"),
        _ => new(false, "everyone is covered"),
    };
}

/// <summary>What is done with one face, and why.</summary>
internal readonly record struct ToldFace(bool IsLeft, string Reason);

/// <summary>What is done with the faces of a picture, in their order.</summary>
/// <param name="Entries">Of the ledger, one for each collection looked up and for each search.</param>
internal sealed record ToldPeople(IReadOnlyList<ToldFace> Faces, IReadOnlyList<long> Entries);
