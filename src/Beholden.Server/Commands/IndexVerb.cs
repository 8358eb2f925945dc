using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Beholden.Server.Commands;

/// <summary><c>beholden index FOLDER --collection C</c>: every picture below a folder, resumable.</summary>
internal static class IndexVerb
{
    private const int ExternalIdCharsMax = 255; // The contract's ExternalImageId.

    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("FOLDER")
        {
            Description = "Folder of JPEG and PNG pictures, searched with the folders below it",
        };
        var collection = new Option<string>("--collection")
        {
            Description = "Collection that takes the faces; made when it does not exist",
            Required = true,
        };
        var json = JsonOption.Create();
        var server = new ServerOptions();
        var verb = new Command("index", "Add the faces of a folder of pictures to a collection")
        {
            folder, collection, json,
        };
        server.AddTo(verb);
        verb.SetAction(async (parsed, cancelled) =>
        {
            var root = parsed.GetRequiredValue(folder);
            if (!root.Exists)
            {
                throw new Failure($"There is no folder {root.FullName}.");
            }

            await using var connection = await server.Connect(parsed, cancelled);
            var name = parsed.GetRequiredValue(collection);
            var madeAt = await Open(connection.Client, name, cancelled);
            using var journal = IndexJournal.Open(
                connection.Settings.DataFolder, connection.Client.Region, name, madeAt, root.FullName);
            return await new IndexRun(connection.Client, root.FullName, name, journal)
                .Run(PictureFiles.Below(root), parsed.GetValue(json), cancelled);
        });
        return verb;
    }

    /// <summary>
    /// The path below the folder as an ExternalImageId: <c>/</c> becomes <c>:</c>, and each byte (UTF-8)
    /// of a character that the contract's pattern forbids becomes <c>_xx</c>, in hexadecimal.
    /// </summary>
    public static string ExternalImageId(string relativePath)
    {
        var id = new StringBuilder();
        foreach (var rune in relativePath.Replace('\\', '/').EnumerateRunes())
        {
            if (rune.Value == '/')
            {
                id.Append(':');
            }
            else if (rune.IsAscii
                && (char.IsAsciiLetterOrDigit((char)rune.Value) || "_.-:".Contains((char)rune.Value)))
            {
                id.Append((char)rune.Value);
            }
            else
            {
                foreach (var one in Encoding.UTF8.GetBytes(rune.ToString()))
                {
                    id.Append(CultureInfo.InvariantCulture, $"_{one:x2}");
                }
            }
        }

        return id.ToString();
    }

    /// <summary>Why a file cannot be sent at all; null when it can.</summary>
    public static string? Unsendable(FileInfo file, string externalImageId) =>
        PictureFiles.Unsendable(file) ?? (externalImageId.Length > ExternalIdCharsMax
            ? $"its name makes an ExternalImageId of more than {ExternalIdCharsMax} characters"
            : null);

    /// <summary>When the collection was made: a new one of the same name starts a new journal.</summary>
    private static async Task<string> Open(ApiClient client, string collection, CancellationToken cancelled)
    {
        var named = new JsonObject { ["CollectionId"] = collection };
        try
        {
            await client.Call("CreateCollection", named, cancelled);
        }
        catch (ApiRefusal refusal) when (refusal.Code == "ResourceAlreadyExistsException")
        {
            // It is there: go on with it.
        }

        var described = await client.Call(
            "DescribeCollection", new() { ["CollectionId"] = collection }, cancelled);
        return described["CreationTimestamp"]!.ToJsonString();
    }
}
