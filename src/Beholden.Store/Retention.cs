using System.Data.Common;
using Dapper;

namespace Beholden.Store;

/// <summary>
/// What searches owe to terms: what is due is hidden by whoever meets it first, a search or the sweeper, and
/// what is returned counts as used.
/// </summary>
internal sealed class Retention(Database database)
{
    /// <summary>
    /// Hides the collection's faces whose term is over, if there are any: whatever reads afterwards does not
    /// meet them, not even in a user's vector.
    /// </summary>
    public async Task HideDue(DbConnection db, long collection, CancellationToken cancelled)
    {
        var nowMs = database.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        while (await db.ExecuteScalarAsync<long?>(Sql.Read($"SELECT seq {Due} LIMIT 1",
            new { collection, nowMs }, cancelled)) is not null)
        {
            await database.Changes.Run(change => HideSome(change, collection, nowMs, cancelled), cancelled);
        }
    }

    /// <summary>Notes faces that a search returned; the sweeper writes it down.</summary>
    public void Used(IEnumerable<(long Seq, long LastUsedMs)> faces)
    {
        var nowMs = database.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var (seq, lastUsedMs) in faces)
        {
            if (nowMs - lastUsedMs >= LastUses.Every.TotalMilliseconds)
            {
                database.LastUses.AddFace(seq);
            }
        }
    }

    private const string Due =
        "FROM face WHERE collection_seq = @collection AND due_ms <= @nowMs AND hidden_ms IS NULL";

    private async Task<int> HideSome(Change change, long collection, long nowMs, CancellationToken cancelled)
    {
        var due = (await change.Db.QueryAsync<FaceRow>(change.In(
            $"SELECT {FaceRow.Columns} {Due} ORDER BY due_ms LIMIT @countMax",
            new { collection, nowMs, countMax = FaceRemoval.FacesPerChangeMax }))).ToList();
        await new FaceRemoval(change, database, cancelled).Hide(due, HiddenWhy.Term, nowMs);
        return due.Count;
    }
}
