using Beholden.Store.Vectors;
using Dapper;

namespace Beholden.Store;

/// <summary>The basis that faces were to be stored on holds no longer.</summary>
public sealed class BasisLapsedException(string sentence) : Exception(sentence);

/// <summary>Puts faces into a collection on one basis, within one change.</summary>
internal sealed class FaceEnrolment(
    Change change, Database database, long collection, string purpose, FaceBasis basis)
{
    /// <summary>
    /// What the basis was decided on may have changed while the picture was looked at: a consent was
    /// withdrawn, somebody objected, the term is over.
    /// </summary>
    /// <exception cref="BasisLapsedException"/>
    public static async Task RequireStill(
        Change change, long collection, FaceBasis basis, IReadOnlyList<NewFace> faces, long nowMs)
    {
        if (basis.Term?.ToUnixTimeMilliseconds() <= nowMs)
        {
            throw new BasisLapsedException("The term of the faces is over already.");
        }

        if (basis.Seen is not { } seen)
        {
            return;
        }

        foreach (var person in faces.Select(face => face.ExternalImageId).Distinct())
        {
            if (await ConsentStore.Facts(change.Db, change.Transaction, collection, person) != seen)
            {
                throw new BasisLapsedException(
                    "A consent or an objection of the person changed meanwhile: ask again.");
            }
        }
    }

    /// <returns>Whether the face was not there before, or only hidden.</returns>
    /// <exception cref="BasisLapsedException">It is hidden because somebody objected.</exception>
    public async Task<bool> Keep(VectorBox box, NewFace face, long createdMs)
    {
        var before = (await change.Db.QueryAsync<(long Seq, string? HiddenWhy)>(change.In("""
            SELECT seq, hidden_why FROM face WHERE collection_seq = @collection AND face_id = @FaceId
            """, new { collection, face.FaceId }))).ToList();
        if (before is [(var known, null)])
        {
            await change.Db.ExecuteAsync(change.In("""
                UPDATE face SET purpose = @purpose, basis = @basis, source = @source, consent_id = @consentId,
                       term_ms = @termMs, due_ms = @dueMs, last_used_ms = @createdMs
                 WHERE seq = @known
                """, Values(createdMs, new { known })));
            await KeepCrop(box, face);
            return false;
        }

        if (before is [(var hidden, var why)])
        {
            if (why == HiddenWhy.Objection)
            {
                throw new BasisLapsedException($"Somebody objects to the face {face.FaceId}.");
            }

            await change.Db.ExecuteAsync(change.In("DELETE FROM face WHERE seq = @hidden", new { hidden }));
        }

        await Insert(box, face, createdMs);
        return true;
    }

    private async Task Insert(VectorBox box, NewFace face, long createdMs)
    {
        var seq = await change.Db.ExecuteScalarAsync<long>(change.In("""
            INSERT INTO face (collection_seq, face_id, image_id, external_image_id, box_left, box_top,
                   box_width, box_height, confidence_percent, basis, purpose, created_ms, source, consent_id,
                   term_ms, due_ms, last_used_ms)
            VALUES (@collection, @FaceId, @ImageId, @ExternalImageId, @Left, @Top, @Width, @Height,
                   @ConfidencePercent, @basis, @purpose, @createdMs, @source, @consentId, @termMs, @dueMs,
                   @createdMs)
            RETURNING seq
            """, Values(createdMs, face)));
        var kept = box.SealFace(face.Embedding.Span, face.FaceId);
        await change.Db.ExecuteAsync(change.In("""
            UPDATE face SET key_slot = @Slot WHERE seq = @seq;
            INSERT INTO face_embedding (face_seq, embedding) VALUES (@seq, @Bytes)
            """, new { seq, kept.Slot, kept.Bytes }));
        await KeepCrop(box, face);
        change.AfterCommit(() => database.Indexes.Set(collection, VectorKind.Face, seq, face.Embedding));
    }

    /// <summary>Also of a face that was there without one: indexing its image again adds it.</summary>
    private async Task KeepCrop(VectorBox box, NewFace face)
    {
        if (face.Crop is null)
        {
            return;
        }

        var (seq, slot) = await change.Db.QuerySingleAsync<(long, long)>(change.In(
            "SELECT seq, key_slot FROM face WHERE collection_seq = @collection AND face_id = @FaceId",
            new { collection, face.FaceId }));
        if (box.SealCrop(slot, face.Crop, face.FaceId) is { } crop)
        {
            await change.Db.ExecuteAsync(change.In("""
                INSERT INTO face_crop (face_seq, encrypted_crop) VALUES (@seq, @crop)
                ON CONFLICT (face_seq) DO NOTHING
                """, new { seq, crop }));
        }
    }

    private DynamicParameters Values(long createdMs, object others)
    {
        var termMs = basis.Term?.ToUnixTimeMilliseconds();
        var values = new DynamicParameters(others);
        values.AddDynamicParams(new
        {
            collection,
            purpose,
            basis = basis.Basis,
            source = basis.Source,
            consentId = basis.ConsentId,
            termMs,
            dueMs = FaceBasis.DueMs(basis.Basis, termMs, createdMs),
            createdMs,
        });
        return values;
    }
}
