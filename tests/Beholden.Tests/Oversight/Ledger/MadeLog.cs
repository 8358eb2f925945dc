using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Beholden.Tests.Oversight.Ledger;

/// <summary>A ledger in a folder of its own, and what tests put into one.</summary>
internal sealed class MadeLog : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();

    private MadeLog(LedgerLog log) => Log = log;

    public static DateTimeOffset Time { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public LedgerLog Log { get; private set; }

    public string Path => folder.Path;

    public string Database => System.IO.Path.Combine(Path, "ledger", "ledger.db");

    public static byte[] RecordKey { get; } = [.. Enumerable.Range(0, 32).Select(n => (byte)n)];

    public static async Task<MadeLog> Make(int entries = 0)
    {
        var made = new MadeLog(null!);
        made.Log = await Open(made.Path);
        await made.Add(entries);
        return made;
    }

    public static Task<LedgerLog> Open(string path) =>
        LedgerLog.Open(path, RecordKey, TimeProvider.System, Cancelled);

    public static LedgerEntry Entry(int number, string kind = "entry") => new()
    {
        Time = Time.AddSeconds(number),
        Kind = kind,
        Operation = "SearchFaces",
        Purpose = "personal",
        Key = "BHAAAAAAAAAAAAAAAAAA",
        Collection = "us-east-1/staff",
        CollectionRoot = new('a', 64),
        CollectionSize = number,
        Threshold = "99.0",
        Decision = "allow",
        Rules = ["floor-99", "purpose"],
    };

    public static LedgerRecord Record(string person) =>
        new(new() { ["results"] = new JsonArray(person), ["reviewers"] = new JsonArray("one", "two") });

    public Task Add(int entries, LedgerRecord? record = null) => Task.WhenAll(
        Enumerable.Range(0, entries).Select(n => Log.Append(Entry(n), record, Cancelled)));

    /// <summary>As after a restart: nothing in memory survives.</summary>
    public async Task Reopen(Action? between = null)
    {
        await Log.DisposeAsync();
        between?.Invoke();
        Log = await Open(Path);
    }

    /// <summary>The hashes of all entries, from the bundles.</summary>
    public List<byte[]> Leaves() =>
    [
        .. TilePath.Of(Log.Size).Where(path => path.IsEntries)
            .SelectMany(path => EntryBundle.Read(Log.Bundle(path), path.Width))
            .Select(entry => MerkleHash.Leaf(entry.Span)),
    ];

    /// <summary>A statement behind the log's back.</summary>
    public void Sql(string text) => Sql(Database, text);

    public static void Sql(string file, string text)
    {
        using var db = new SqliteConnection($"Data Source={file};Pooling=False");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        folder.Dispose();
    }
}
