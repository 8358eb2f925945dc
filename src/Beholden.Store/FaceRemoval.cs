using Beholden.Store.Vectors;
using Dapper;

namespace Beholden.Store;

/// <summary>Why a face is hidden.</summary>
public static class HiddenWhy
{
    public const string Term = "term", Withdrawn = "withdrawn", Objection = "objection";
}

/// <summary>A face whose state changes.</summary>
internal sealed record FaceRow(long Seq, long Collection, string FaceId, long? UserSeq, long? HiddenMs)
{
    public const string Columns = """
        seq AS Seq, collection_seq AS Collection, face_id AS FaceId, user_seq AS UserSeq,
        hidden_ms AS HiddenMs
        """;
}

/// <summary>
/// Takes faces out of everything that answers, back into it, or away for good, within one change: index,
/// face set, user vectors and counts follow.
/// </summary>
internal sealed class FaceRemoval(Change change, Database database, CancellationToken cancelled)
{
    /// <summary>Faces of one change, so that other changes need not wait long for it.</summary>
    public const int FacesPerChangeMax = 1_000;

    /// <param name="faces">Of hidden ones only the reason changes, where it weighs more.</param>
    /// <param name="destroyAtMs">When they are to be destroyed at the latest; null: as before.</param>
    public async Task Hide(
        IReadOnlyList<FaceRow> faces, string why, long nowMs, long? destroyAtMs = null)
    {
        foreach (var part in faces.Select(face => face.Seq).Chunk(FaceStore.ParametersMax))
        {
            // What was withdrawn stays out, also when an objection ends.
            await change.Db.ExecuteAsync(change.In("""
                UPDATE face SET hidden_ms = COALESCE(hidden_ms, @nowMs),
                       hidden_why = CASE WHEN @why = 'withdrawn' THEN @why
                                         ELSE COALESCE(hidden_why, @why) END,
                       due_ms = CASE WHEN @destroyAtMs IS NULL THEN due_ms
                                     ELSE MIN(COALESCE(due_ms, @destroyAtMs), @destroyAtMs) END
                 WHERE seq IN @part
                """, new { nowMs, why, destroyAtMs, part }));
        }

        await TakeOut([.. faces.Where(face => face.HiddenMs is null)]);
    }

    /// <summary>Shows hidden faces again.</summary>
    public async Task Show(IReadOnlyList<FaceRow> faces)
    {
        var hidden = faces.Where(face => face.HiddenMs is not null).ToList();
        foreach (var ofOne in hidden.GroupBy(face => face.Collection))
        {
            using var box = await database.VectorKeys.Of(ofOne.Key, change, cancelled);
            foreach (var face in ofOne)
            {
                var (slot, bytes) = await change.Db.QuerySingleAsync<(long, byte[])>(change.In("""
                    UPDATE face SET hidden_ms = NULL, hidden_why = NULL WHERE seq = @Seq;
                    SELECT key_slot, embedding FROM face JOIN face_embedding ON face_seq = seq
                     WHERE seq = @Seq
                    """, new { face.Seq }));
                if (box.OpenFace(new(slot, bytes), face.FaceId) is { } vector)
                {
                    change.AfterCommit(() =>
                        database.Indexes.Set(ofOne.Key, VectorKind.Face, face.Seq, vector));
                }
            }

            await Count(ofOne.Key, ofOne.Count());
            var ids = ofOne.Select(face => face.FaceId).ToList();
            change.AfterCommit(() => database.FaceSets.Change(ofOne.Key, ids, isAdded: true));
            await FreeIfTooMany(ofOne);
            await RefreshUsers(ofOne.Key, box, ofOne);
        }
    }

    /// <summary>Deletes faces, whatever their state and whosever they are.</summary>
    public async Task Destroy(IReadOnlyList<FaceRow> faces)
    {
        foreach (var part in faces.Select(face => face.Seq).Chunk(FaceStore.ParametersMax))
        {
            await change.Db.ExecuteAsync(change.In("DELETE FROM face WHERE seq IN @part", new { part }));
        }

        await TakeOut([.. faces.Where(face => face.HiddenMs is null)]);
    }

    private async Task TakeOut(List<FaceRow> shown)
    {
        foreach (var ofOne in shown.GroupBy(face => face.Collection))
        {
            await Count(ofOne.Key, -ofOne.Count());
            var (ids, seqs) = (
                ofOne.Select(face => face.FaceId).ToList(), ofOne.Select(face => face.Seq).ToList());
            change.AfterCommit(() =>
            {
                database.FaceSets.Change(ofOne.Key, ids, isAdded: false);
                database.Indexes.Remove(ofOne.Key, VectorKind.Face, seqs);
            });
            using var box = await database.VectorKeys.Of(ofOne.Key, change, cancelled);
            await RefreshUsers(ofOne.Key, box, ofOne);
        }
    }

    private async Task RefreshUsers(long collection, VectorBox box, IEnumerable<FaceRow> faces)
    {
        var associations = new Associations(change, database.Indexes, box);
        foreach (var user in faces.Select(face => face.UserSeq).OfType<long>().Distinct())
        {
            await associations.Refresh(await UserRow.Of(change, user));
        }
    }

    // While they were hidden, the user may have got others in their place.
    private async Task FreeIfTooMany(IEnumerable<FaceRow> faces)
    {
        foreach (var ofUser in faces.Where(face => face.UserSeq is not null).GroupBy(face => face.UserSeq))
        {
            var count = await change.Db.ExecuteScalarAsync<int>(change.In(
                "SELECT COUNT(*) FROM face WHERE user_seq = @Key AND hidden_ms IS NULL", new { ofUser.Key }));
            if (count > Limits.FacesPerUserMax)
            {
                await change.Db.ExecuteAsync(change.In(
                    "UPDATE face SET user_seq = NULL WHERE seq = @Seq",
                    ofUser.Select(face => new { face.Seq })));
            }
        }
    }

    private Task<int> Count(long collection, int more) => change.Db.ExecuteAsync(change.In(
        "UPDATE collection SET face_count = face_count + @more WHERE seq = @collection",
        new { collection, more }));
}
