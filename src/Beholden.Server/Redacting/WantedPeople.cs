namespace Beholden.Server.Redacting;

/// <summary>A user or a face of a collection, as the caller named it.</summary>
internal readonly record struct NamedPerson(string Collection, string Id, bool IsUser)
{
    public override string ToString() => $"{Collection}/{Id}";
}

/// <summary>Whom the caller wants covered.</summary>
/// <param name="Who">everyone, except or only.</param>
/// <param name="Named">Nobody where everyone is covered.</param>
internal sealed record WantedPeople(string Who, IReadOnlyList<NamedPerson> Named)
{
    public const string Everyone = "everyone", Except = "except", Only = "only";
}

/// <summary>What is done with one face, and why.</summary>
internal readonly record struct ToldFace(bool IsLeft, string Reason);

/// <summary>What is done with the faces of a picture, in their order.</summary>
/// <param name="Entries">Of the ledger, one for each search.</param>
internal sealed record ToldPeople(IReadOnlyList<ToldFace> Faces, IReadOnlyList<long> Entries);
