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
        var pixelated = new Option<bool>("--pixelated")
        {
            Description = "Cover with a few cells of mean colour, which is weaker than black",
        };
        var cells = Cells();
        var except = People("--except", "Leave this person; may be given more than once");
        var only = People("--only", "Cover nobody but this person; may be given more than once");
        var force = new Option<bool>("--force") { Description = "Also what was done before" };
        var json = JsonOption.Create();
        var server = new ServerOptions();
        var verb = new Command("redact", "Cover the heads in pictures, and check that it worked")
        {
            source, target, pixelated, cells, except, only, force, json,
        };
        server.AddTo(verb);
        verb.SetAction(async (parsed, cancelled) =>
        {
            var asked = new JsonObject { ["Style"] = parsed.GetValue(pixelated) ? "PIXELATED" : "SOLID" };
            if (parsed.GetValue(cells) is { } number)
            {
                asked["Cells"] = number;
            }

            asked["Except"] = Listed(parsed.GetValue(except));
            asked["Only"] = Listed(parsed.GetValue(only));
            var work = RedactRun.Plan(parsed.GetRequiredValue(source), parsed.GetRequiredValue(target));
            await using var connection = await server.Connect(parsed, cancelled);
            return await new RedactRun(connection.Client, asked, parsed.GetValue(force))
                .Run(work, parsed.GetValue(json), cancelled);
        });
        return verb;
    }

    internal static Option<string> Style()
    {
        var style = new Option<string>("--style")
        {
            Description = "solid (black) or pixelated, which is weaker",
            DefaultValueFactory = _ => "solid",
        };
        style.AcceptOnlyFromAmong("solid", "pixelated");
        return style;
    }

    internal static Option<int?> Cells()
    {
        var cells = new Option<int?>("--cells")
        {
            Description = $"Cells across a pixelated face, 1 to 64 (default: {Redactor.CellsDefault})",
        };
        cells.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 64)
            {
                result.AddError("--cells must be 1 to 64.");
            }
        });
        return cells;
    }

    internal static CoverManner Manner(ParseResult parsed, Option<string> style, Option<int?> cells) => new(
        parsed.GetValue(style) == "pixelated" ? CoverStyle.Pixelated : CoverStyle.Solid,
        parsed.GetValue(cells) ?? Redactor.CellsDefault);

    private static Option<string[]> People(string name, string description) => new(name)
    {
        Description = $"{description}: COLLECTION/USERID or COLLECTION/FACEID",
    };

    private static JsonArray Listed(string[]? names) => [.. (names ?? []).Select(name => (JsonNode)name)];
}
