using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Oversight.Cases;
using Beholden.Wire;

namespace Beholden.Server.Say;

/// <summary>Beholden's own calls about cases: what was allowed or refused, and their clocks.</summary>
internal sealed class CaseAdmin(CaseBook cases, TimeProvider clock)
{
    private const int NameCharsMax = 128, TextCharsMax = 500, TimeCharsMax = 40;

    /// <summary>Enters an authorisation with scope and end, or a refusal, which ends the case.</summary>
    /// <exception cref="ValidationException">A member is missing, or no such time or list.</exception>
    /// <exception cref="InvalidParameterException">It was refused before, or no sound scope.</exception>
    public async Task<JsonObject> Put(AdminInput input, Call call)
    {
        var name = input.Text("Case", NameCharsMax).Trim();
        var (issuer, reference) = (input.Text("Issuer", TextCharsMax), input.Text("Reference", TextCharsMax));
        try
        {
            if (input.Find("Refused") is { ValueKind: JsonValueKind.True })
            {
                await cases.Refuse(name, issuer, reference, call.AccessKeyId, call.Cancelled);
            }
            else
            {
                await cases.Authorise(
                    name,
                    new(issuer, reference, Collections(input, call), List(input, "Operations"),
                        Time(input, "From") ?? clock.GetUtcNow(),
                        Time(input, "To") ?? throw AdminInput.Wrong("To", "must be there: every one ends")),
                    call.AccessKeyId, call.Cancelled);
            }
        }
        catch (InvalidDataException wrong)
        {
            throw new InvalidParameterException(wrong.Message);
        }

        return Told(cases.All.Single(one => one.Name == name));
    }

    public JsonObject List() => new() { ["Cases"] = new JsonArray([.. cases.All.Select(Told)]) };

    private JsonObject Told(CaseFile file) => new()
    {
        ["Case"] = file.Name,
        ["State"] = file.ClockAt(clock.GetUtcNow()) switch
        {
            CaseClock.Still => file.Authorisations.Count > 0 ? "authorised" : "unused",
            var at => at.ToString().ToLowerInvariant(),
        },
        ["FirstUse"] = Told(file.FirstUse),
        ["LocksAt"] = file.Authorisations.Count > 0 ? null : Told(file.FirstUse + CaseFile.LocksAfter),
        ["Authorisations"] = new JsonArray(
        [
            .. file.Authorisations.Select(one => new JsonObject
            {
                ["Issuer"] = one.Issuer,
                ["Reference"] = one.Reference,
                ["Collections"] = one.Collections is null ? null : Texts(one.Collections),
                ["Operations"] = one.Operations is null ? null : Texts(one.Operations),
                ["From"] = Told(one.From),
                ["To"] = Told(one.To),
            }),
        ]),
    };

    private static JsonArray Texts(IEnumerable<string> texts) =>
        new([.. texts.Select(text => (JsonNode)text)]);

    private static string? Told(DateTimeOffset? time) =>
        time is { } known ? PolicyAdmin.Time(known.ToUnixTimeMilliseconds()) : null;

    private static List<string>? Collections(AdminInput input, Call call) => List(input, "Collections")?
        .ConvertAll(name => name.Contains('/', StringComparison.Ordinal) ? name : $"{call.Region}/{name}");

    private static List<string>? List(AdminInput input, string member)
    {
        if (input.Find(member) is not { ValueKind: not JsonValueKind.Null } list)
        {
            return null;
        }

        var isList = list.ValueKind == JsonValueKind.Array
            && list.GetArrayLength() is > 0 and <= CaseLimits.ScopeMax
            && list.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String
                && one.GetString()!.Length is > 0 and <= TextCharsMax);
        return isList
            ? [.. list.EnumerateArray().Select(one => one.GetString()!)]
            : throw AdminInput.Wrong(member, $"must be a list of 1 to {CaseLimits.ScopeMax} texts");
    }

    /// <returns>Null when the member is not there.</returns>
    private static DateTimeOffset? Time(AdminInput input, string member)
    {
        if (input.OptionalText(member, TimeCharsMax) is not { } text)
        {
            return null;
        }

        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw AdminInput.Wrong(member, "must be a time like 2027-06-30T12:00:00Z");
    }
}
