using System.CommandLine;
using System.Text.Json.Nodes;
using Beholden.Vision.Redaction;

namespace Beholden.Server.Commands;

/// <summary><c>beholden redact IN OUT</c>: a picture, or all of a folder, with heads covered.</summary>
internal static class RedactVerb
{
    public static Command Create()
    {
        var source = new Argument<string>("IN") { Description = "JPEG or PNG picture, or a folder of them" };
        var target = new Argument<string>("OUT")
        {
            Description = "File or folder to write; beside each picture a sidecar, its name and .json",
        };
        var manner = new CoverOptions();
        var except = People("--except", "Leave this person; may be given more than once");
        var only = People("--only", "Cover nobody but this person; may be given more than once");
        var force = new Option<bool>("--force") { Description = "Also what was done before" };
        var json = JsonOption.Create();
        var server = new ServerOptions();
        var verb = new Command("redact", "Cover the heads in pictures, and check that it worked")
        {
            source, target, except, only, force, json,
        };
        manner.AddTo(verb);
        server.AddTo(verb);
        verb.SetAction(async (parsed, cancelled) =>
        {
            var asked = manner.ToJson(parsed);
            asked["Except"] = Listed(parsed.GetValue(except));
            asked["Only"] = Listed(parsed.GetValue(only));
            var work = RedactRun.Plan(parsed.GetRequiredValue(source), parsed.GetRequiredValue(target));
            await using var connection = await server.Connect(parsed, cancelled);
            return await new RedactRun(connection.Client, asked, parsed.GetValue(force))
                .Run(work, parsed.GetValue(json), cancelled);
        });
        return verb;
    }

    private static Option<string[]> People(string name, string description) => new(name)
    {
        Description = $"{description}: COLLECTION/USERID or COLLECTION/FACEID",
    };

    private static JsonArray Listed(string[]? names) => [.. (names ?? []).Select(name => (JsonNode)name)];
}

/// <summary>How heads are covered, as every verb asks it.</summary>
internal sealed class CoverOptions
{
    private readonly Option<bool> pixelated = new("--pixelated")
    {
        Description = "Cover with a few cells of mean colour, which is weaker than black",
    };

    private readonly Option<int?> cells = new("--cells")
    {
        Description = $"Cells across a pixelated face, 1 to {Redactor.CellsMax}; a picture that does not "
            + $"pass is then refused (default: {Redactor.CellsDefault}, and stronger where needed)",
    };

    public CoverOptions() => cells.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int?>() is < 1 or > Redactor.CellsMax)
        {
            result.AddError($"--cells must be 1 to {Redactor.CellsMax}.");
        }

        if (!result.GetValue(pixelated))
        {
            result.AddError("--cells is of --pixelated covers.");
        }
    });

    public void AddTo(Command verb)
    {
        verb.Options.Add(pixelated);
        verb.Options.Add(cells);
    }

    public CoverManner Read(ParseResult parsed) => new(
        parsed.GetValue(pixelated) ? CoverStyle.Pixelated : CoverStyle.Solid,
        parsed.GetValue(cells) ?? Redactor.CellsDefault);

    /// <summary>The members of <c>Beholden.RedactImage</c>.</summary>
    public JsonObject ToJson(ParseResult parsed)
    {
        var asked = new JsonObject { ["Style"] = parsed.GetValue(pixelated) ? "PIXELATED" : "SOLID" };
        if (parsed.GetValue(cells) is { } number)
        {
            asked["Cells"] = number;
        }

        return asked;
    }
}
