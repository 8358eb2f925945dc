using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Beholden.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Beholden.Tests.Store;

public sealed class SealedVectorsTests
{
    private const int Faces = 1_100;

    [Fact]
    public async Task A_folder_with_plain_vectors_is_sealed_when_it_is_opened_and_loses_nothing()
    {
        var random = new Random(1);
        var vectors = Enumerable.Range(0, Faces + 1).Select(_ => Made.Unit(random)).ToList();
        await using var folder = await Folder.Make();
        await folder.Reopen(() => MakeFirstSchema(folder.Path, vectors));

        for (var n = 0; n < Faces; n += 99)
        {
            var hits = await folder.Faces.Search(Made.Staff, vectors[n], 1, 0.9f, null, Folder.Cancelled);
            Assert.Equal($"f{n}", Assert.Single(hits).Face.FaceId);
            Assert.Equal(
                vectors[n], await folder.Faces.Embedding(Made.Staff, $"f{n}", Folder.Cancelled));
        }

        var users = await folder.Users.Search(Made.Staff, vectors[0], 9, 0.9f, null, Folder.Cancelled);
        Assert.Equal("ann", Assert.Single(users).UserId);
        var associated = await folder.Users.Associate(
            Made.Staff, "ann", ["f1"], -1, null, Folder.Now, Folder.Cancelled);
        Assert.Equal(["f1"], associated.Changed);

        await folder.Add(Made.Face("new", Made.Unit(random)));
        await folder.Reopen();
        Assert.Equal(
            Faces + 1, (await folder.Collections.Describe(Made.Staff, Folder.Cancelled)).FaceCount);
        AssertNoneInPlain(folder.Path, vectors);
    }

    [Fact]
    public async Task A_vector_is_bound_to_its_face_and_its_collection()
    {
        await using var folder = await Made.FolderWithCollection();
        var random = new Random(2);
        await folder.Add(Made.Face("a", Made.Unit(random)), Made.Face("b", Made.Unit(random)));
        await using (var db = await folder.Database.Source.OpenConnectionAsync(Folder.Cancelled))
        {
            await db.ExecuteAsync("""
                UPDATE face_embedding SET embedding = one.embedding FROM face_embedding AS one
                 WHERE one.face_seq = 1 AND face_embedding.face_seq = 2
                """);
        }

        await Assert.ThrowsAsync<AuthenticationTagMismatchException>(
            () => folder.Faces.Embedding(Made.Staff, "b", Folder.Cancelled));
    }

    [Fact]
    public async Task With_another_secret_the_vectors_stay_shut_and_a_sentence_says_so()
    {
        await using var folder = await Made.FolderWithCollection();
        var vector = Made.Unit(new Random(3));
        await folder.Add(Made.Face("a", vector));
        await folder.Reopen(() => File.WriteAllBytes(
            Path.Combine(folder.Path, "secret"), RandomNumberGenerator.GetBytes(32)));

        var refused = await Assert.ThrowsAsync<FolderSecretException>(
            () => folder.Faces.Search(Made.Staff, vector, 1, 0.9f, null, Folder.Cancelled));
        Assert.Contains("another secret file", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_vectors_are_never_written_in_plain()
    {
        var random = new Random(4);
        var vectors = Enumerable.Range(0, 20).Select(_ => Made.Unit(random)).ToList();
        await using var folder = await Made.FolderWithCollection();
        await folder.Add([.. vectors.Select((vector, n) => Made.Face($"f{n}", vector))]);
        AssertNoneInPlain(folder.Path, vectors);
    }

    private static void AssertNoneInPlain(string path, List<float[]> vectors)
    {
        var files = Directory.GetFiles(path, "beholden.db*");
        Assert.NotEmpty(files);
        foreach (var bytes in files.Select(ReadShared))
        {
            // A page can cut a vector in two: its beginning would still be there.
            Assert.All(vectors, vector => Assert.Equal(
                -1, bytes.AsSpan().IndexOf(MemoryMarshal.AsBytes(vector.AsSpan(0, 8)))));
        }
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Writes the database as the first version of the program left it.</summary>
    private static void MakeFirstSchema(string path, List<float[]> vectors)
    {
        var file = Path.Combine(path, "beholden.db");
        foreach (var old in Directory.GetFiles(path, "beholden.db*"))
        {
            File.Delete(old);
        }

        using var db = new SqliteConnection($"Data Source={file};Pooling=False");
        db.Open();
        db.Execute("""
            PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;
            CREATE TABLE schema_version (version INTEGER PRIMARY KEY, applied_ms INTEGER NOT NULL)
            """);
        using var change = db.BeginTransaction();
        using var first = typeof(Database).Assembly
            .GetManifestResourceStream("Beholden.Store.Schema.sqlite.0001.sql")!;
        db.Execute(new StreamReader(first).ReadToEnd());
        db.Execute("""
            INSERT INTO schema_version VALUES (1, 0);
            INSERT INTO setting VALUES ('account_id', '123456789012');
            INSERT INTO collection (region, collection_id, embedding_contract, model_version, dimension,
                   created_ms, face_count, user_count)
            VALUES (@Region, @Id, @Contract, '7.0', 512, 0, @Count, 1);
            INSERT INTO collection_user (collection_seq, user_id, created_ms, face_count, embedding)
            VALUES (1, 'ann', 0, 1, @Vector);
            """, new
        {
            Made.Staff.Region,
            Made.Staff.Id,
            Made.Contract,
            Count = Faces,
            Vector = Plain(vectors[0]),
        });
        db.Execute("""
            INSERT INTO face (collection_seq, face_id, image_id, box_left, box_top, box_width, box_height,
                   confidence_percent, user_seq, basis, purpose, created_ms)
            VALUES (1, 'f' || @N, 'i', 0, 0, 1, 1, 99, @User, 'test', 'personal', 0);
            INSERT INTO face_embedding (face_seq, embedding) VALUES (@N + 1, @Vector)
            """, vectors.Select((vector, n) =>
            new { N = n, User = n == 0 ? 1 : (int?)null, Vector = Plain(vector) }));

        change.Commit();

        // The last face goes: its vector stays behind in free space.
        db.Execute("DELETE FROM face WHERE seq = @Count", new { vectors.Count });
    }

    private static byte[] Plain(float[] vector) => MemoryMarshal.AsBytes(vector.AsSpan()).ToArray();
}
