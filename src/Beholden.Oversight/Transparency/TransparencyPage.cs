using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Beholden.Oversight.Transparency;

/// <summary>
/// The report as a page for people: HTML without scripts, that needs nothing from elsewhere.
/// </summary>
public static class TransparencyPage
{
    private const string Head = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>How this server is used</title>
        <style>
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
        table { border-collapse: collapse; margin: 1rem 0 }
        th, td { border: 1px solid #888; padding: .2rem .6rem; text-align: left; vertical-align: top }
        .warning { border: 3px solid #b00; padding: .5rem 1rem; font-weight: bold }
        code, pre { font-size: 13px; overflow-wrap: anywhere; white-space: pre-wrap }
        </style>
        </head>
        <body>
        <h1>How this server is used</h1>
        """;

    public static string Of(TransparencyReport report)
    {
        var json = report.Json;
        var html = new StringBuilder(Head);
        if (!(bool)json["enforced"]!)
        {
            html.Append("<p class=\"warning\">unenforced: the rules are decided and entered, and nothing is ")
                .Append("blocked.</p>");
        }

        html.Append("<p>Made of the ").Append(Text(json["entries"]))
            .Append(" entries of this server's ledger from ").Append(Text(json["from"]))
            .Append(" to ").Append(Text(json["to"]))
            .Append(", and of nothing else. The profile in force is <b>").Append(Text(json["profile"]))
            .Append("</b>. Numbers below ").Append(Text(json["cellMin"])).Append(" are not told.</p>");
        Table(html, "Uses", json["uses"]!, "month", "purpose", "operation", "outcome", "count");
        Table(html, "Denials by rule", json["denials"]!, "month", "rule", "count");
        Table(html, "Stops", json["stops"]!, "stop", "what", "at", "resumedAt");
        Floors(html, json["rules"]!.AsArray());
        Table(html, "Models", json["models"]!, "model", "calibration", "first", "last");
        Governing(html, json["governing"]!.AsObject());
        return html.Append("<h2>Signature</h2><p>The key <code>").Append(Text(json["key"]))
            .Append("</code> signed the report as <a href=\"transparency.json\">JSON</a>. A ledger can only ")
            .Append("show what was entered; <a href=\"ledger/checkpoint\">checkpoints</a> that others keep ")
            .Append("show whether it was changed since.</p><pre>").Append(WebUtility.HtmlEncode(report.Note))
            .Append("</pre></body></html>\n").ToString();
    }

    private static void Floors(StringBuilder html, JsonArray rules)
    {
        var rows = new JsonArray(
        [
            .. rules.Select(rule => new JsonObject
            {
                ["since"] = rule!["since"]!.DeepClone(),
                ["version"] = rule["version"]!.DeepClone(),
                ["profile"] = rule["profile"]!.DeepClone(),
                ["floors"] = string.Join("; ", rule["floors"]!.AsObject().Select(Floor)),
                ["entry"] = rule["entry"]!.DeepClone(),
            }),
        ]);
        Table(
            html, "Rules and floors, and their history", rows,
            "since", "version", "profile", "floors", "entry");
    }

    private static string Floor(KeyValuePair<string, JsonNode?> floor) => (long)floor.Value! == 0
        ? $"{floor.Key}: none"
        : $"{floor.Key}: 1 false candidate in {(long)floor.Value!} searches";

    private static void Governing(StringBuilder html, JsonObject governing) => Table(
        html, "Acts of those who govern",
        new JsonArray(
        [
            .. governing.Select(one => new JsonObject
            {
                ["act"] = one.Key,
                ["count"] = one.Value!.DeepClone(),
            }),
        ]),
        "act", "count");

    private static void Table(StringBuilder html, string title, JsonNode rows, params string[] columns)
    {
        html.Append("<h2>").Append(title).Append("</h2>");
        if (rows.AsArray().Count == 0)
        {
            html.Append("<p>None.</p>");
            return;
        }

        html.Append("<table><tr>");
        foreach (var column in columns)
        {
            html.Append("<th>").Append(column == "resumedAt" ? "resumed at" : column).Append("</th>");
        }

        html.Append("</tr>");
        foreach (var row in rows.AsArray())
        {
            html.Append("<tr>");
            foreach (var column in columns)
            {
                var isHidden = column == "count" && row![column] is null;
                html.Append("<td>").Append(isHidden ? "few" : Text(row![column])).Append("</td>");
            }

            html.Append("</tr>");
        }

        html.Append("</table>");
    }

    private static string Text(JsonNode? value) => WebUtility.HtmlEncode(value?.ToString() ?? "");
}
