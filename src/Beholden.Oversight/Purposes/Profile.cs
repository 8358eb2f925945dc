using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Beholden.Oversight.LegalBasis;

namespace Beholden.Oversight.Purposes;

/// <summary>
/// A ready set of purposes, and how it may be changed. One is in force in a data folder.
/// </summary>
/// <param name="Id">1 to 64 letters, digits, '-' and '_'.</param>
/// <param name="Enforced">False: everything is decided and entered, and nothing is blocked.</param>
/// <param name="ApprovalsMin">
/// Keys that must agree to a loosening or a resumption. Of two or more, the proposer's is at most one.
/// </param>
/// <param name="DelaySeconds">How long an approved loosening waits before it holds.</param>
/// <param name="DefaultPurpose">Of a key that is made without one.</param>
public sealed partial record Profile(
    string Id,
    string Description,
    bool Enforced,
    int ApprovalsMin,
    long DelaySeconds,
    string DefaultPurpose,
    IReadOnlyList<Purpose> Purposes)
{
    public const string FirstStart = "personal", Unenforced = "unenforced";

    private const string Folder = "Beholden.Oversight.Profiles.";
    private const int JsonCharsMax = 200_000, PurposesMax = 100, ApprovalsMost = 10;
    private const long DelaySecondsMax = 365L * 24 * 3600;

    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        MaxDepth = 8,
        WriteIndented = true,
        NewLine = "\n",
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>The ids of the profiles that come with the program.</summary>
    public static IReadOnlyList<string> Ready { get; } =
        [FirstStart, "newsroom", "access-control", "public-safety", Unenforced];

    /// <exception cref="InvalidDataException">There is no ready profile of that id.</exception>
    public static Profile OfId(string id)
    {
        using var stream = Ready.Contains(id)
            ? Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Folder}{id}.json")
            : null;
        if (stream is null)
        {
            throw new InvalidDataException(
                $"There is no profile {id}; the ready ones are {string.Join(", ", Ready)}.");
        }

        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    /// <exception cref="InvalidDataException">No sound profile; the sentence says what is wrong.</exception>
    public static Profile Parse(string json)
    {
        if (json.Length > JsonCharsMax)
        {
            throw new InvalidDataException($"A profile has at most {JsonCharsMax} characters.");
        }

        try
        {
            var profile = JsonSerializer.Deserialize<Profile>(json, Strict)
                ?? throw new InvalidDataException("The profile is empty.");
            profile.Require();
            return profile;
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException($"It is no profile: {wrong.Message}", wrong);
        }
    }

    /// <summary>The same profile gives the same text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Strict) + "\n";

    /// <summary>Whether what searches of the purpose find stays back until people have judged it.</summary>
    public bool MakesLeads(string purposeId) => Enforced && Find(purposeId) is { Review: true };

    /// <summary>Whether cases of the purpose must be authorised; none of an unknown purpose.</summary>
    public AuthorisationNeed NeedOf(string purposeId) =>
        Find(purposeId)?.Authorisation ?? AuthorisationNeed.None;

    /// <summary>Whether faces are enrolled with pictures for people to compare.</summary>
    public bool KeepsCrops => Enforced && Purposes.Any(purpose => purpose.Review);

    /// <summary>
    /// A ready profile that was stored before purposes had a basis gets the one it comes with now, so that
    /// its keys go on working; any other profile stays as it is.
    /// </summary>
    /// <param name="json">As it was stored.</param>
    internal Profile WithBases(string json)
    {
        if (!Ready.Contains(Id) || json.Contains("\"defaultBasis\"", StringComparison.Ordinal))
        {
            return this;
        }

        var ready = OfId(Id);
        return this with
        {
            Purposes =
            [
                .. Purposes.Select(one => one with
                {
                    DefaultBasis = ready.Find(one.Id)?.DefaultBasis,
                    DefaultSource = ready.Find(one.Id)?.DefaultSource,
                }),
            ],
        };
    }

    /// <returns>Null when there is none of that id.</returns>
    public Purpose? Find(string purposeId) => Purposes.FirstOrDefault(purpose => purpose.Id == purposeId);

    private void Require()
    {
        Require(IdPattern().IsMatch(Id), $"'{Id}' is no id of a profile");
        Require(ApprovalsMin is >= 1 and <= ApprovalsMost, $"approvalsMin is 1 to {ApprovalsMost}");
        Require(DelaySeconds is >= 0 and <= DelaySecondsMax, $"delaySeconds is 0 to {DelaySecondsMax}");
        Require(Purposes.Count is >= 1 and <= PurposesMax, $"a profile has 1 to {PurposesMax} purposes");
        Require(
            Purposes.Select(purpose => purpose.Id).Distinct().Count() == Purposes.Count,
            "two purposes have the same id");
        Require(Find(DefaultPurpose) is not null, $"there is no purpose {DefaultPurpose}, the default one");
        Require(
            Find(Purpose.Oversight) is { Acts: [] },
            $"a purpose {Purpose.Oversight} without acts is needed, for the keys that govern");
        foreach (var purpose in Purposes)
        {
            Require(purpose);
        }
    }

    private static void Require(Purpose purpose)
    {
        Require(IdPattern().IsMatch(purpose.Id), $"'{purpose.Id}' is no id of a purpose");
        var unknown = purpose.Acts.FirstOrDefault(id => Act.All.All(act => act.Id != id));
        Require(unknown is null, $"purpose {purpose.Id} has an unknown act '{unknown}'");
        Require(
            purpose.FalseCandidateInSearches is null or (>= 2 and <= 1_000_000),
            $"falseCandidateInSearches of {purpose.Id} is 2 to 1,000,000");
        Require(purpose.FacesAtLeast >= 1, $"facesAtLeast of {purpose.Id} is at least 1");
        Require(purpose.RetentionDays is null or >= 1, $"retentionDays of {purpose.Id} is at least 1");
        Require(
            purpose.DefaultBasis is null || BasisTags.DefaultBases.Contains(purpose.DefaultBasis),
            $"defaultBasis of {purpose.Id} is null or one of {string.Join(", ", BasisTags.DefaultBases)}");
        Require(
            purpose.DefaultSource is null or { Length: >= 1 and <= BasisTags.SourceCharsMax },
            $"defaultSource of {purpose.Id} has 1 to {BasisTags.SourceCharsMax} characters");
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidDataException($"It is no sound profile: {what}.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex IdPattern();
}
