using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Beholden.Server.Commands;

/// <summary><c>beholden search IMAGE --collection C</c>: who looks like the largest face.</summary>
internal static class SearchVerb
{
    public static Command Create()
    {
        var image = new Argument<FileInfo>("IMAGE") { Description = "A JPEG or PNG picture" };
        var collection = new Option<string>("--collection")
        {
            Description = "Collection to search",
            Required = true,
        };
        var thresholdPercent = new Option<float>("--threshold")
        {
            Description = "Least similarity, 0 to 100",
            DefaultValueFactory = _ => 80f, // The contract's default.
        };
        var facesMax = new Option<int>("--max")
        {
            Description = "Most faces to show, 1 to 4096",
            DefaultValueFactory = _ => 10,
        };
        var json = JsonOption.Create();
        var server = new ServerOptions();
        var verb = new Command(
            "search", "Find the faces of a collection that look like the largest face of a picture")
        {
            image, collection, thresholdPercent, facesMax, json,
        };
        server.AddTo(verb);
        verb.SetAction(async (parsed, cancelled) =>
        {
            var picture = await PictureFile.Read(parsed.GetRequiredValue(image), cancelled);
            await using var connection = await server.Connect(parsed, cancelled);
            var answer = await connection.Client.Call("SearchFacesByImage", new()
            {
                ["CollectionId"] = parsed.GetRequiredValue(collection),
                ["Image"] = picture,
                ["FaceMatchThreshold"] = parsed.GetValue(thresholdPercent),
                ["MaxFaces"] = parsed.GetValue(facesMax),
            }, cancelled);
            Show(answer, parsed.GetValue(json));
            return ExitCode.Done;
        });
        return verb;
    }

    private static void Show(JsonObject answer, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(answer.ToJsonString());
            return;
        }

        var matches = answer["FaceMatches"]!.AsArray();
        if (matches.Count == 0)
        {
            Console.Out.WriteLine("No face of the collection is that similar.");
            return;
        }

        var table = new Table().AddColumns("Similarity", "ExternalImageId", "FaceId");
        foreach (var match in matches)
        {
            var face = match!["Face"]!;
            table.AddRow(
                match["Similarity"] is { } percent ? $"{(float)percent:F2}" : "",
                Markup.Escape((string?)face["ExternalImageId"] ?? ""),
                (string)face["FaceId"]!);
        }

        AnsiConsole.Write(table);
        if (matches.Any(match => match!["Similarity"] is null))
        {
            Console.Out.WriteLine(
                "This is a lead: who it is stays back until two people have confirmed it.");
        }
    }
}

/// <summary>A picture on disk as the contract's Image.</summary>
internal static class PictureFile
{
    /// <exception cref="Failure">No such file.</exception>
    public static async Task<JsonObject> Read(FileInfo file, CancellationToken cancelled)
    {
        if (!file.Exists)
        {
            throw new Failure($"There is no file {file.FullName}.");
        }

        var bytes = await File.ReadAllBytesAsync(file.FullName, cancelled);
        return new() { ["Bytes"] = Convert.ToBase64String(bytes) };
    }
}
