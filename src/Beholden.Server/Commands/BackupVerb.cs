using System.CommandLine;
using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Store;

namespace Beholden.Server.Commands;

/// <summary><c>beholden backup|restore</c>: the database, without what opens it.</summary>
internal static class BackupVerb
{
    /// <summary>The kind of the entry that says that an older state was put back.</summary>
    public const string RestoreKind = "restore";

    public static Command CreateBackup()
    {
        var (data, json) = (SettingsOptions.Data(), JsonOption.Create());
        var folder = new Argument<string>("FOLDER")
        {
            Description = "Takes the backup; made when it does not exist, else empty",
        };
        var verb = new Command(
            "backup", "Copy the database, also while a server runs; keys and secret are left out")
        {
            folder, data, json,
        };
        verb.SetAction(async (parsed, cancelled) =>
        {
            var to = Path.GetFullPath(parsed.GetRequiredValue(folder));
            var from = Path.GetFullPath(parsed.GetRequiredValue(data));
            var note = await Told(
                () => Backup.Write(from, to, TimeProvider.System.GetUtcNow(), cancelled));
            Tell(note, parsed.GetValue(json), [], $"Backed up {note.Faces} faces of {note.Collections} "
                + $"collections to {to}. Without the folder's own keys and secret nobody can read them.");
            return ExitCode.Done;
        });
        return verb;
    }

    public static Command CreateRestore()
    {
        var (data, json) = (SettingsOptions.Data(), JsonOption.Create());
        var folder = new Argument<string>("FOLDER") { Description = "What beholden backup wrote" };
        var verb = new Command(
            "restore", "Put a backup in the place of the database, and erase again what was erased since")
        {
            folder, data, json,
        };
        verb.SetAction(async (parsed, cancelled) =>
        {
            var dataFolder = Path.GetFullPath(parsed.GetRequiredValue(data));
            var told = new List<string>();
            var note = await Told(async () =>
            {
                var restored = await Backup.Restore(
                    dataFolder, Path.GetFullPath(parsed.GetRequiredValue(folder)), cancelled);
                await Enter(dataFolder, restored, told, cancelled);
                return restored;
            });
            Tell(note, parsed.GetValue(json), told,
                $"Restored {note.Faces} faces of {note.Collections} collections, as of {note.Made:u}.");
            return ExitCode.Done;
        });
        return verb;
    }

    /// <summary>Opens the folder once, which replays the erasures, and enters what was done.</summary>
    private static async Task Enter(
        string dataFolder, BackupNote note, List<string> told, CancellationToken cancelled)
    {
        await using var database = await Database.Open(dataFolder, cancelled, told.Add);
        await using var ledger = await LedgerRoom.Open(dataFolder, database, TimeProvider.System, cancelled);
        await ledger.Log.Append(
            new()
            {
                Time = TimeProvider.System.GetUtcNow(),
                Kind = RestoreKind,
                Operation = "RestoreBackup",
                Key = OwnerKey.AccessKeyId,
                Counts = new Dictionary<string, long>
                {
                    ["backupFaces"] = note.Faces,
                    ["backupMs"] = note.Made.ToUnixTimeMilliseconds(),
                },
            },
            record: null, CancellationToken.None);
    }

    private static async Task<BackupNote> Told(Func<Task<BackupNote>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception wrong) when (wrong is BackupException or FolderLockedException or KeySlotsException
            or FolderSecretException or SchemaTooNewException)
        {
            throw new Failure(wrong.Message);
        }
    }

    private static void Tell(BackupNote note, bool asJson, IReadOnlyList<string> told, string sentence)
    {
        if (asJson)
        {
            Console.Out.WriteLine(new JsonObject
            {
                ["Made"] = note.Made.ToString("O"),
                ["Collections"] = note.Collections,
                ["Faces"] = note.Faces,
                ["DatabaseSha256"] = note.DatabaseSha256,
                ["Told"] = new JsonArray([.. told.Select(one => (JsonNode)one)]),
            }.ToJsonString());
            return;
        }

        Console.Out.WriteLine(sentence);
        foreach (var one in told)
        {
            Console.Out.WriteLine(one);
        }
    }
}
