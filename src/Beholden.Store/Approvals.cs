using System.Data.Common;
using Dapper;

namespace Beholden.Store;

/// <summary>Who agreed to one thing.</summary>
/// <param name="Keys">The access key ids, in the order in which they agreed.</param>
/// <param name="Persons">The people behind them, each once, whatever the number of their keys.</param>
public sealed record Approvals(IReadOnlyList<string> Keys, IReadOnlyList<string> Persons)
{
    public static Approvals None { get; } = new([], []);

    /// <param name="table">Of approvals.</param>
    /// <param name="id">Its column that says what was agreed to.</param>
    /// <returns>By what was agreed to; what nobody agreed to is not in it.</returns>
    internal static async Task<IReadOnlyDictionary<long, Approvals>> Read(
        DbConnection db, string table, string id, CancellationToken cancelled)
    {
        // A key that the table of keys does not have, such as the folder owner's, is a person of its own.
        var rows = await db.QueryAsync<(long Id, string Key, string Person)>(Sql.Read(
            $"""
            SELECT a.{id}, a.approved_by, COALESCE(k.person, a.approved_by)
              FROM {table} a LEFT JOIN access_key k ON k.access_key_id = a.approved_by
             ORDER BY a.approved_ms, a.rowid
            """, null, cancelled));
        return rows.GroupBy(row => row.Id).ToDictionary(
            one => one.Key,
            one => new Approvals(
                [.. one.Select(row => row.Key)],
                [.. one.Select(row => row.Person).Distinct(StringComparer.OrdinalIgnoreCase)]));
    }
}
