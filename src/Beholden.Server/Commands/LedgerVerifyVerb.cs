using System.CommandLine;
using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;

namespace Beholden.Server.Commands;

/// <summary>
/// <c>beholden ledger verify PATH</c>: checks an export or a receipt, without a server, a data folder or a
/// network.
/// </summary>
internal static class LedgerVerifyVerb
{
    private const long CheckpointBytesMax = 256 << 10; // More is no signed note.
    private const long ReceiptBytesMax = 16 << 20; // A record of many people, and everything about it.

    public static Command Create()
    {
        var path = new Argument<string>("PATH")
        {
            Description = "The folder that ledger export wrote, or the file of ledger receipt",
        };
        var trusted = new Option<FileInfo[]>("--trusted")
        {
            Description = "Checkpoint that you kept; may be given several times",
        };
        var key = new Option<string?>("--key")
        {
            Description = "The log's key as you know it, NAME+ID+KEY; else the one in the export is believed",
        };
        var json = JsonOption.Create();
        var verb = new Command("verify", "Check an exported log or a receipt, without its server")
        {
            path, trusted, key, json,
        };
        verb.SetAction((parsed, cancelled) =>
        {
            var checkedPath = parsed.GetRequiredValue(path);
            if (File.Exists(checkedPath))
            {
                return Task.FromResult(Receipt(
                    checkedPath, Key(parsed.GetValue(key)), parsed.GetValue(trusted), parsed.GetValue(json)));
            }

            var root = new DirectoryInfo(checkedPath);
            if (!root.Exists)
            {
                throw new Failure($"There is no folder and no file {root.FullName}.");
            }

            var trust = new LedgerTrust(
                Key(parsed.GetValue(key)), [.. (parsed.GetValue(trusted) ?? []).Select(Checkpoint)]);
            var verdict = LedgerVerifier.Verify(root.FullName, trust, cancelled);
            Tell(verdict, parsed.GetValue(json));
            return Task.FromResult(verdict.Holds ? ExitCode.Done : ExitCode.Partly);
        });
        return verb;
    }

    private static int Receipt(string path, VerifierKey? key, FileInfo[]? trusted, bool asJson)
    {
        if (trusted is { Length: > 0 })
        {
            throw new Failure("--trusted is for a whole log; a receipt has its own checkpoint.");
        }

        if (new FileInfo(path).Length > ReceiptBytesMax)
        {
            throw new Failure($"The file {path} is no receipt: it is too large.");
        }

        LedgerReceipt receipt;
        try
        {
            receipt = LedgerReceipt.Parse(File.ReadAllBytes(path));
        }
        catch (LedgerFormatException wrong)
        {
            throw new Failure(wrong.Message);
        }

        var verdict = receipt.Verify(key);
        if (asJson)
        {
            Console.Out.WriteLine(new JsonObject
            {
                ["Holds"] = verdict.Holds,
                ["Index"] = verdict.Index,
                ["Entry"] = verdict.Holds ? JsonNode.Parse(receipt.Entry.Span) : null,
                ["Record"] = verdict.Holds && receipt.Record is { } record
                    ? JsonNode.Parse(record.Content.Span)
                    : null,
                ["Findings"] = new JsonArray([.. verdict.Findings.Select(one => (JsonNode)one)]),
                ["Sentence"] = verdict.Sentence,
            }.ToJsonString());
        }
        else
        {
            foreach (var finding in verdict.Findings)
            {
                Console.Out.WriteLine(finding);
            }

            Console.Out.WriteLine(verdict.Sentence);
        }

        return verdict.Holds ? ExitCode.Done : ExitCode.Partly;
    }

    private static VerifierKey? Key(string? text)
    {
        try
        {
            return text is null ? null : VerifierKey.Parse(text.Trim());
        }
        catch (LedgerFormatException wrong)
        {
            throw new Failure(wrong.Message);
        }
    }

    private static KeyValuePair<string, ReadOnlyMemory<byte>> Checkpoint(FileInfo file) =>
        !file.Exists ? throw new Failure($"There is no file {file.FullName}.")
        : file.Length > CheckpointBytesMax ? throw new Failure($"The file {file.FullName} is no checkpoint.")
        : new(file.Name, File.ReadAllBytes(file.FullName));

    private static void Tell(LedgerVerdict verdict, bool asJson)
    {
        if (asJson)
        {
            Console.Out.WriteLine(new JsonObject
            {
                ["Holds"] = verdict.Holds,
                ["Origin"] = verdict.Origin,
                ["Size"] = verdict.Size,
                ["Root"] = verdict.Root,
                ["FindingsTotal"] = verdict.FindingsTotal,
                ["Findings"] = new JsonArray([.. verdict.Findings.Select(one => (JsonNode)one)]),
                ["Sentence"] = verdict.Sentence,
            }.ToJsonString());
            return;
        }

        foreach (var finding in verdict.Findings)
        {
            Console.Out.WriteLine(finding);
        }

        if (verdict.FindingsTotal > verdict.Findings.Count)
        {
            Console.Out.WriteLine($"and {verdict.FindingsTotal - verdict.Findings.Count} more");
        }

        Console.Out.WriteLine(verdict.Sentence);
    }
}
