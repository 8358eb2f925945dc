using System.CommandLine;
using System.Text.Json.Nodes;

namespace Beholden.Server.Commands;

/// <summary>
/// <c>beholden person export|object|release|erase|link|find</c>: what a person can ask for.
/// </summary>
internal static class PersonVerb
{
    public static Command Create() => new("person", "Show, leave out or erase what is held of a person")
    {
        Export(),
        Act(
            "object", "Take the person's faces out of all results, at once", "PersonObject",
            answer => $"{(int)answer["FacesHidden"]!} faces are out of all results."),
        Act(
            "release", "End an objection: what was hidden for it is found again", "PersonRelease",
            answer => $"{(int)answer["FacesShown"]!} faces are found again."),
        Act("erase", "Destroy the person's faces and what names the person alone", "PersonErase", Erased),
        Link(), Find(),
    };

    private static Command Export()
    {
        var who = new WhoOptions();
        var file = new Argument<FileInfo>("FILE") { Description = "Takes the JSON; must not exist" };
        return AdminVerb.Create(
            "export", "Write down what is held: faces, consents, and the searches that returned them",
            [file, .. who.All],
            async (client, parsed, cancelled) =>
            {
                var path = parsed.GetRequiredValue(file);
                if (path.Exists)
                {
                    throw new Failure($"{path.FullName} exists already.");
                }

                var answer = await client.Call("Beholden.PersonExport", who.Read(parsed), cancelled);
                await File.WriteAllTextAsync(
                    path.FullName, answer.ToJsonString(new() { WriteIndented = true }), cancelled);
                return (answer, () => Console.Out.WriteLine(
                    $"{answer["Faces"]!.AsArray().Count} faces, {answer["Consents"]!.AsArray().Count} "
                    + $"consents and {answer["Entries"]!.AsArray().Count} entries of the ledger are in "
                    + $"{path.FullName}."));
            });
    }

    private static Command Act(
        string verb, string description, string call, Func<JsonObject, string> tell)
    {
        var who = new WhoOptions();
        return AdminVerb.Create(
            verb, description, who.All,
            async (client, parsed, cancelled) =>
            {
                var answer = await client.Call($"Beholden.{call}", who.Read(parsed), cancelled);
                return (answer, () => Console.Out.WriteLine(tell(answer)));
            });
    }

    private static string Erased(JsonObject answer) =>
        $"{(int)answer["FacesDestroyed"]!} faces are destroyed. Of the ledger's records that name the person "
        + $"alone {(int)answer["RecordsErased"]!} are erased and {(int)answer["RecordsErasedLater"]!} will "
        + "be, 183 days after they were made; "
        + $"{(int)answer["RecordsOfOthersToo"]!} name others too and stay. It is entry "
        + $"{(long)answer["EnteredAs"]!} of the ledger.";

    private static Command Link()
    {
        var who = new WhoOptions();
        var hours = new Option<int?>("--hours") { Description = "How long it can be used; 24 if not given" };
        return AdminVerb.Create(
            "link", "Make an address that shows the person, once, what is held", [hours, .. who.All],
            async (client, parsed, cancelled) =>
            {
                var input = who.Read(parsed);
                input["Hours"] = parsed.GetValue(hours);
                var answer = await client.Call("Beholden.PersonLink", input, cancelled);
                return (answer, () => Console.Out.WriteLine(
                    $"{(string)answer["Path"]!} below the server's address, until "
                    + $"{(string)answer["ExpiresAt"]!}. It is not shown again."));
            });
    }

    private static Command Find()
    {
        var image = new Argument<FileInfo>("PHOTO") { Description = "A JPEG or PNG picture of the person" };
        var collections = new Option<string[]>("--collection")
        {
            Description = "Collection to look in; may be given several times",
            Required = true,
        };
        return AdminVerb.Create(
            "find", "Tell whether a person is in here, by a picture: five times an hour, and entered",
            [image, collections],
            async (client, parsed, cancelled) =>
            {
                var picture = await PictureFile.Read(parsed.GetRequiredValue(image), cancelled);
                var answer = await client.Call(
                    "Beholden.PersonFind",
                    new()
                    {
                        ["CollectionIds"] = new JsonArray(
                            [.. parsed.GetRequiredValue(collections).Select(id => (JsonNode)id)]),
                        ["Image"] = picture,
                    },
                    cancelled);
                return (answer, () => Show(answer["Faces"]!.AsArray()));
            });
    }

    private static void Show(JsonArray faces)
    {
        if (faces.Count == 0)
        {
            Console.Out.WriteLine("No face is that similar.");
        }

        foreach (var face in faces)
        {
            Console.Out.WriteLine(
                $"{(float)face!["Similarity"]!:F2}  {(string)face["CollectionId"]!}  "
                + $"{(string)face["FaceId"]!}  {(string?)face["ExternalImageId"]}");
        }
    }

    /// <summary>How a person is named on the command line.</summary>
    private sealed class WhoOptions
    {
        private readonly Option<string> collection = new("--collection")
        {
            Description = "Collection that the faces are in",
            Required = true,
        };

        private readonly Option<string?> person = new("--person")
        {
            Description = "The ExternalImageId of the person's faces",
        };

        private readonly Option<string?> user = new("--user")
        {
            Description = "The user that the faces are associated to",
        };

        private readonly Option<string[]> faces = new("--face")
        {
            Description = "A face id; may be given several times",
        };

        public IReadOnlyList<Symbol> All => [collection, person, user, faces];

        public JsonObject Read(ParseResult parsed)
        {
            var input = new JsonObject
            {
                ["CollectionId"] = parsed.GetRequiredValue(collection),
                ["Person"] = parsed.GetValue(person),
                ["UserId"] = parsed.GetValue(user),
            };
            if (parsed.GetValue(faces) is { Length: > 0 } ids)
            {
                input["FaceIds"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]);
            }

            return input;
        }
    }
}
