using System.Collections.Concurrent;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Beholden.Oversight.Cedar;
using Beholden.Oversight.Cedar.Values;
using Beholden.Oversight.LegalBasis;
using Beholden.Oversight.Purposes;

namespace Beholden.Oversight.Policy;

/// <summary>
/// The rules that hold at one time: the base, the profile's purposes and the site's own. Does not change; a
/// change of policy is another set.
/// </summary>
public sealed class PolicySet
{
    private const string Folder = "Beholden.Oversight.Policy.";
    private const int RuleIdCharsMax = 64, RulesToldMax = 8; // An entry of the ledger is short.

    private readonly CedarPolicySet rules;
    private readonly Dictionary<string, CedarPolicy> byId;
    private readonly Floor? floor;
    private readonly List<CedarEntity> world;

    // One for each key that was seen under this set; keys are limited by the store.
    private readonly ConcurrentDictionary<(string Key, string Purpose), CedarEntities> known = new();

    /// <param name="version">Grows by one with each change of policy of a folder.</param>
    /// <param name="siteRules">Cedar text of the site's own rules, all of them forbids; may be empty.</param>
    /// <param name="floor">
    /// Null: this server's embedder was never calibrated, so no floor can be kept.
    /// </param>
    /// <exception cref="CedarSyntaxException">The site's rules are no Cedar.</exception>
    /// <exception cref="InvalidDataException">A rule of the site permits, or has too long a name.</exception>
    public PolicySet(int version, Profile profile, string siteRules, Floor? floor)
        : this(version, profile, siteRules, floor, Base)
    {
    }

    /// <summary>With another base: to show that each of its rules is needed.</summary>
    internal PolicySet(int version, Profile profile, string siteRules, Floor? floor, string baseRules)
    {
        (Version, Profile, SiteRules, this.floor) = (version, profile, siteRules, floor);
        if (CedarPolicySet.Parse(siteRules).Policies.FirstOrDefault(rule => rule.IsPermit) is { } permit)
        {
            throw new InvalidDataException(
                $"The site's rule {permit.RuleId ?? permit.Id} permits; a site can only forbid. What is "
                + "permitted stands in the profile's purposes.");
        }

        rules = CedarPolicySet.Parse(baseRules + "\n" + siteRules);
        if (rules.Policies.FirstOrDefault(rule => rule.RuleId?.Length > RuleIdCharsMax) is { } named)
        {
            throw new InvalidDataException(
                $"The @id of {named.Id} is longer than {RuleIdCharsMax} characters; the ledger names it.");
        }

        byId = rules.Policies.ToDictionary(rule => rule.Id);
        world = [.. Actions(), .. profile.Purposes.Select(Entity)];
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\0', baseRules, profile.ToJson(), siteRules))));
    }

    /// <summary>Cedar text of the rules that hold in every profile.</summary>
    public static string Base { get; } = Resource("base.cedar");

    /// <summary>Cedar schema of the world that rules are checked against.</summary>
    public static string Schema { get; } = Resource("base.cedarschema");

    public int Version { get; }

    public Profile Profile { get; }

    public string SiteRules { get; }

    /// <summary>SHA-256 over everything that decides, 64 hexadecimal digits.</summary>
    public string Hash { get; }

    public Decision Decide(Asked asked)
    {
        if (Profile.Find(asked.PurposeId) is not { } purpose)
        {
            return new(IsAllowed: false, ["purpose"], Floor: null)
            {
                Advice = $"the profile {Profile.Id} has no purpose {asked.PurposeId}; make a key of one of "
                    + string.Join(", ", Profile.Purposes.Select(one => one.Id)),
            };
        }

        var need = Need(purpose, asked);
        var finding = asked.Operation == "IndexFaces"
            ? BasisRule.Find(purpose, asked.Enrolment, asked.Time)
            : new(Basis: null, "");
        var request = new CedarRequest(
            new EntityUid("Key", asked.AccessKeyId), new EntityUid("Action", asked.Operation),
            asked.Collection is { } collection ? CollectionUid(collection) : new EntityUid("Server", "this"),
            Context(asked, need, finding.Basis?.Basis));
        var entities = known.GetOrAdd((asked.AccessKeyId, purpose.Id), key => new(
        [
            .. world,
            new(new EntityUid("Key", key.Key), Record(("purpose", PurposeUid(key.Purpose))), []),
        ]));
        var answer = StrictAuthorizer.Decide(rules, entities, request);
        var failed = answer.Erring.Select(error => RuleId(error.PolicyId)).ToList();
        var deciding = answer.Deciding.Select(RuleId).ToList();
        var told = answer.IsAllowed ? deciding : [.. deciding.Concat(failed).Distinct()];
        // Where nothing permits and nothing forbids, it is the act that no rule permits.
        return new(answer.IsAllowed, told.Count > 0 ? [.. told.Take(RulesToldMax)] : ["acts"], need)
        {
            Failed = failed,
            Basis = finding.Basis,
            Advice = answer.IsAllowed
                ? ""
                : Advices.For(asked, purpose, need, finding.Advice, deciding, failed, SiteAdvice),
        };
    }

    /// <summary>What the purpose's floor asks of such a request; null where it has none.</summary>
    public FloorNeed? Need(Purpose purpose, Asked asked)
        => floor is not null && purpose.FalseCandidateInSearches is { } searches && asked.Faces is { } faces
            ? new(
                floor.RequiredPercent(
                    searches, asked.Act.IsIdentification ? Math.Max(faces, purpose.FacesAtLeast) : faces),
                floor.FacesMax(searches))
            : null;

    private string RuleId(string policyId) => byId[policyId].RuleId ?? policyId;

    private string? SiteAdvice(string ruleId)
        => rules.Policies.FirstOrDefault(rule => rule.RuleId == ruleId)
            ?.Annotations.GetValueOrDefault("advice");

    private static CedarRecord Context(Asked asked, FloorNeed? need, string? basis)
    {
        var context = new List<(string, CedarValue)>
        {
            ("act", new CedarString(asked.Act.Id)),
            ("operation", new CedarString(asked.Operation)),
            ("stopped", CedarBool.Of(asked.Stop is not null)),
            ("live", CedarBool.Of(asked.IsLive)),
            ("authorised", CedarBool.Of(asked.CaseLacks is null)),
            ("trained", CedarBool.Of(asked.IsTrained)),
            ("hourUtc", new CedarLong(asked.Time.UtcDateTime.Hour)),
        };
        if (asked.Attributes.Count > 0)
        {
            context.Add(("attributes", Texts(asked.Attributes)));
        }

        if (asked.SimilarityPercent is { } percent)
        {
            // Cut, not rounded: 98.99996 is less than 99.
            context.Add(("similarityPercent", new CedarDecimal((long)decimal.Floor(percent * 10_000))));
        }

        if (asked.Faces is { } faces)
        {
            context.Add(("faces", new CedarLong(faces)));
        }

        if (need is not null)
        {
            context.Add(("requiredPercent", new CedarDecimal((long)(need.RequiredPercent * 10_000))));
            context.Add(("facesSupported", new CedarLong(need.FacesSupported)));
        }

        if (basis is not null)
        {
            context.Add(("basis", new CedarString(basis)));
        }

        return Record([.. context]);
    }

    private static IEnumerable<CedarEntity> Actions() =>
    [
        .. Act.All.Select(act => new CedarEntity(new EntityUid("Action", act.Id), CedarRecord.Empty, [])),
        .. Act.Operations.Concat(Act.Calls).Select(operation => new CedarEntity(
            new EntityUid("Action", operation), CedarRecord.Empty,
            [new EntityUid("Action", Act.Of(operation).Id)])),
    ];

    private static CedarEntity Entity(Purpose purpose) => new(
        PurposeUid(purpose.Id),
        Record(
            ("acts", Texts(purpose.Acts)),
            ("allCollections", CedarBool.Of(purpose.Collections is null)),
            ("collections", new CedarSet((purpose.Collections ?? []).Select(CollectionUid))),
            ("gatedAttributes", Texts(purpose.GatedAttributes)),
            ("hasFloor", CedarBool.Of(purpose.FalseCandidateInSearches is not null)),
            ("refusesBeyondReach", CedarBool.Of(purpose.BeyondReach == BeyondReach.Refuse)),
            ("live", CedarBool.Of(purpose.Live)),
            ("review", CedarBool.Of(purpose.Review))),
        []);

    private static EntityUid PurposeUid(string id) => new("Purpose", id);

    private static EntityUid CollectionUid(string name) => new("Collection", name);

    private static CedarSet Texts(IEnumerable<string> texts) =>
        new(texts.Select(text => new CedarString(text)));

    private static CedarRecord Record(params (string Name, CedarValue Value)[] attributes) =>
        new(attributes.Select(one => KeyValuePair.Create(one.Name, one.Value)));

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Folder + name)
            ?? throw new InvalidOperationException($"The resource {name} is not in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
