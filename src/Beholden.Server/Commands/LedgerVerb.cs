using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;

namespace Beholden.Server.Commands;

/// <summary>
/// <c>beholden ledger export|verify|show|records|erase</c>: the log of what the server did.
/// </summary>
internal static class LedgerVerb
{
    private const string Below = "ledger/";

    public static Command Create() => new("ledger", "Show, export and verify the log of what was done")
    {
        Show(), Export(), LedgerVerifyVerb.Create(), Records(), Erase(), Receipt(),
    };

    private static Command Show()
        => AdminVerb.Create("show", "Show the signed head of the log and the key to verify it with", [],
            async (client, _, cancelled) =>
            {
                var line = await client.Get(Below + LedgerPages.Key, cancelled);
                var key = Encoding.UTF8.GetString(line).Trim();
                var note = await client.Get(Below + LedgerPages.Checkpoint, cancelled);
                var head = LedgerCheckpoint.Parse(note, VerifierKey.Parse(key));

                void Show()
                {
                    Console.Out.WriteLine($"key: {key}");
                    Console.Out.WriteLine(
                        "Keep the checkpoint that follows; ledger verify --trusted takes it.");
                    Console.Out.WriteLine();
                    Console.Out.Write(head.Note);
                }

                return (Json(head, key), Show);
            });

    private static Command Export()
    {
        var folder = new Argument<string>("FOLDER")
        {
            Description = "Takes the files; made when it does not exist, else empty",
        };
        return AdminVerb.Create("export", "Write the whole log as files that ledger verify checks", [folder],
            async (client, parsed, cancelled) =>
            {
                var path = Path.GetFullPath(parsed.GetRequiredValue(folder));
                var head = await LedgerExport.Write(
                    (name, token) => client.Get(Below + name, token), path, cancelled);
                return (
                    Json(head, key: null),
                    () => Console.Out.WriteLine($"Exported {head.Size} entries of {head.Origin} to {path}."));
            });
    }

    private static Command Records()
    {
        var index = new Argument<long>("INDEX") { Description = "Of the entry, as the log counts: from 0" };
        return AdminVerb.Create(
            "records", "Read what an entry stands for; the reading is entered in the log", [index],
            async (client, parsed, cancelled) =>
            {
                var answer = await client.Call(
                    LedgerAdmin.ReadTarget, new() { ["Index"] = parsed.GetRequiredValue(index) }, cancelled);
                return (answer, () => Console.Out.WriteLine(answer["Record"]!.ToJsonString(
                    new() { WriteIndented = true })));
            });
    }

    private static Command Erase()
    {
        var index = new Argument<long>("ENTRY") { Description = "As the log counts: from 0" };
        var reason = new Option<string>("--reason")
        {
            Description = "Why; it is kept in a record of its own, which can be erased too",
            Required = true,
        };
        return AdminVerb.Create(
            "erase", "Destroy what an entry stands for; the entry stays, and the log still verifies",
            [index, reason],
            async (client, parsed, cancelled) =>
            {
                var answer = await client.Call(
                    LedgerAdmin.EraseTarget,
                    new()
                    {
                        ["Index"] = parsed.GetRequiredValue(index),
                        ["Reason"] = parsed.GetRequiredValue(reason),
                    },
                    cancelled);
                return (answer, () => Console.Out.WriteLine(
                    $"The record of the entry {(long)answer["Index"]!} is erased; "
                    + $"that is the entry {(long)answer["EnteredAs"]!}."));
            });
    }

    private static Command Receipt()
    {
        var index = new Argument<long>("INDEX") { Description = "Of the entry: see x-beholden-entry" };
        var file = new Argument<FileInfo>("FILE") { Description = "Takes the receipt; is not overwritten" };
        var withRecord = new Option<bool>("--record")
        {
            Description = "Put what the entry stands for into it; the reading is entered in the log",
        };
        return AdminVerb.Create(
            "receipt", "Write the proof that the log holds an entry, for ledger verify without a server",
            [index, file, withRecord],
            async (client, parsed, cancelled) =>
            {
                var (at, to) = (parsed.GetRequiredValue(index), parsed.GetRequiredValue(file));
                var record = parsed.GetValue(withRecord) ? await Record(client, at, cancelled) : null;
                var receipt = await LedgerReceipt.Fetch(
                    at, record, (name, token) => client.Get(Below + name, token), cancelled);
                await using (var made = new FileStream(to.FullName, FileMode.CreateNew, FileAccess.Write))
                {
                    await made.WriteAsync(Encoding.UTF8.GetBytes(receipt.ToJson()), cancelled);
                }

                var verdict = receipt.Verify(null);
                return (
                    new()
                    {
                        ["Receipt"] = to.FullName,
                        ["Holds"] = verdict.Holds,
                        ["Sentence"] = verdict.Sentence,
                    },
                    () => Console.Out.WriteLine($"{to.FullName}: {verdict.Sentence}"));
            });
    }

    private static async Task<DisclosedRecord> Record(
        ApiClient client, long index, CancellationToken cancelled)
    {
        var answer = await client.Call(LedgerAdmin.ReadTarget, new() { ["Index"] = index }, cancelled);
        return new(
            Encoding.UTF8.GetBytes((string)answer["RecordContent"]!),
            Convert.FromHexString((string)answer["RecordKey"]!));
    }

    private static JsonObject Json(LedgerCheckpoint head, string? key)
    {
        var json = new JsonObject
        {
            ["Origin"] = head.Origin,
            ["Size"] = head.Size,
            ["Root"] = Convert.ToBase64String(head.Root),
            ["Checkpoint"] = head.Note,
        };
        if (key is not null)
        {
            json["Key"] = key;
        }

        return json;
    }
}
