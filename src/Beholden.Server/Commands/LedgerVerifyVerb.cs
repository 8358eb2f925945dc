using System.CommandLine;
using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;

namespace Beholden.Server.Commands;

/// <summary>
/// <c>beholden ledger verify FOLDER</c>: checks an export, without a server, a data folder or a network.
/// </summary>
internal static class LedgerVerifyVerb
{
    private const long CheckpointBytesMax = 256 << 10; // More is no signed note.

    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("FOLDER") { Description = "What ledger export wrote" };
        var trusted = new Option<FileInfo[]>("--trusted")
        {
            Description = "Checkpoint that you kept; may be given several times",
        };
        var key = new Option<string?>("--key")
        {
            Description = "The log's key as you know it, NAME+ID+KEY; else the one in the export is believed",
        };
        var json = JsonOption.Create();
        var verb = new Command("verify", "Check an exported log, without its server")
        {
            folder, trusted, key, json,
        };
        verb.SetAction((parsed, cancelled) =>
        {
            var root = parsed.GetRequiredValue(folder);
            if (!root.Exists)
            {
                throw new Failure($"There is no folder {root.FullName}.");
            }

            var trust = new LedgerTrust(
                Key(parsed.GetValue(key)), [.. (parsed.GetValue(trusted) ?? []).Select(Checkpoint)]);
            var verdict = LedgerVerifier.Verify(root.FullName, trust, cancelled);
            Tell(verdict, parsed.GetValue(json));
            return Task.FromResult(verdict.Holds ? ExitCode.Done : ExitCode.Partly);
        });
        return verb;
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
