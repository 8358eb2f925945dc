using System.Data.Common;
using System.Runtime.InteropServices;
using Dapper;

namespace Beholden.Store;

/// <summary>Short forms for statements inside and outside a change.</summary>
internal static class Sql
{
    public static CommandDefinition In(this Change change, string text, object? values = null) =>
        new(text, values, change.Transaction);

    public static CommandDefinition Read(string text, object? values, CancellationToken cancelled) =>
        new(text, values, cancellationToken: cancelled);

    /// <exception cref="CollectionNotFoundException"/>
    public static async Task<long> Collection(this Change change, CollectionName name) =>
        await change.Db.ExecuteScalarAsync<long?>(change.In(FindCollection, new { name.Region, name.Id }))
            ?? throw new CollectionNotFoundException(name);

    /// <exception cref="CollectionNotFoundException"/>
    public static async Task<long> Collection(
        this DbConnection db, CollectionName name, CancellationToken cancelled) =>
        await db.ExecuteScalarAsync<long?>(Read(FindCollection, new { name.Region, name.Id }, cancelled))
            ?? throw new CollectionNotFoundException(name);

    public static float[] Floats(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    private const string FindCollection =
        "SELECT seq FROM collection WHERE region = @Region AND collection_id = @Id";
}
