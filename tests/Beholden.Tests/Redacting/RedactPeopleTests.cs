using System.Text.Json.Nodes;
using Beholden.Oversight.Purposes;
using Beholden.Server;
using Beholden.Tests.Oversight.Say;
using Beholden.Tests.Support;
using SkiaSharp;

namespace Beholden.Tests.Redacting;

/// <summary>Who may redact, who is told apart, and what the ledger has of it.</summary>
public sealed class RedactPeopleTests : IDisposable
{
    private const int Edge = 512;
    private const string Collection = "people";

    private readonly TemporaryFolder data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task A_user_among_two_people_is_left_or_covered_and_each_search_has_its_entries()
    {
        var other = Directory.EnumerateFiles(
            TestFolders.RequireShared("data", "faces", "lfw", "images"), "*.jpg",
            SearchOption.AllDirectories).Order().First();
        var both = Pictures.Image(SideBySide(Pictures.Portrait, File.ReadAllBytes(other)));
        int searches;
        using (var server = await Start(WithoutReview()))
        {
            using var calls = new SayCalls(server.Address, OwnerKey.Secret(data.Path));
            var enrolling = await Key(calls, "enrolment");
            var investigating = await Key(calls, "investigation");
            await Enrol(calls, enrolling);

            var except = await Redact(calls, investigating, both, "Except");
            var only = await Redact(calls, investigating, both, "Only");

            // Each face of the picture, in the one collection: the user's on the left, the other's right.
            Assert.Equal(["ann"], Left(except).Select(NameOf).Distinct());
            Assert.All(Left(except), face => Assert.True(MiddleOf(face) < Edge));
            Assert.Contains(Covered(except), face => MiddleOf(face) > Edge);
            Assert.Equal(["ann"], Covered(only).Select(NameOf).Distinct());
            Assert.All(Covered(only), face => Assert.True(MiddleOf(face) < Edge));
            Assert.Contains(Left(only), face => MiddleOf(face) > Edge);

            // Who may not search may not tell people apart, but may cover everyone.
            var denied = await Redact(calls, enrolling, both, "Except");
            Assert.Equal("AccessDeniedException", denied.Type);
            Assert.Contains("rule 'acts'", denied.Sentence, StringComparison.Ordinal);
            Assert.Equal(200, (await Redact(calls, enrolling, both, null)).Status);
            searches = Left(except).Count + Covered(except).Count + Left(only).Count + Covered(only).Count;
        }

        var entries = (await SayLog.Verified(data.Path)).Values.ToList();
        var intents = entries.Where(entry => entry.Operation == "SearchUsersByImage"
            && entry.Kind == "intent").ToList();
        Assert.Equal(searches, intents.Count);
        Assert.Equal(searches, entries.Count(entry => entry.Operation == "SearchUsersByImage"
            && entry.Kind == "outcome" && entry.Decision == "allow"));
        Assert.All(intents, intent => Assert.True(decimal.Parse(intent.Threshold!) > 99, intent.Threshold));
        Assert.Equal(3, entries.Count(entry => entry.Operation == "ListFaces" && entry.Kind == "entry"));
        Assert.Equal(1, entries.Count(entry => entry.Operation == "SearchUsersByImage"
            && entry.Kind == "denial"));
    }

    [Fact]
    public async Task The_rules_of_detect_say_who_may_cover_faces()
    {
        using var server = await Start("newsroom");
        using var calls = new SayCalls(server.Address, OwnerKey.Secret(data.Path));
        var (reporting, governing) = (await Key(calls, "reporting"), await Key(calls, "oversight"));

        Assert.Equal(200, (await Redact(calls, reporting, Pictures.Image(Pictures.Portrait), null)).Status);
        var denied = await Redact(calls, governing, Pictures.Image(Pictures.Portrait), null);
        Assert.Equal("AccessDeniedException", denied.Type);
        Assert.Contains("rule 'acts'", denied.Sentence, StringComparison.Ordinal);

        await calls.Send("Beholden.Stop", new() { ["Scope"] = "all", ["Name"] = "", ["Reason"] = "drill" });
        var stopped = await Redact(calls, reporting, Pictures.Image(Pictures.Portrait), null);
        Assert.Equal("AccessDeniedException", stopped.Type);
        Assert.Contains("rule 'stop", stopped.Sentence, StringComparison.Ordinal);
    }

    private Task<ServerProcess> Start(string profile) =>
        ServerProcess.Start(data.Path, TestFolders.RequireWeights(), "--profile", profile);

    private static async Task<(string Id, string Secret)> Key(SayCalls calls, string purpose)
    {
        var made = await calls.Send(
            "Beholden.CreateKey", new() { ["Name"] = purpose, ["Purpose"] = purpose });
        return ((string)made.Body["AccessKeyId"]!, (string)made.Body["SecretAccessKey"]!);
    }

    private static async Task Enrol(SayCalls calls, (string Id, string Secret) key)
    {
        var named = new JsonObject { ["CollectionId"] = Collection, ["UserId"] = "ann" };
        await calls.Send("CreateCollection", new()
        {
            ["CollectionId"] = Collection,
            ["Tags"] = new JsonObject
            {
                ["beholden:basis"] = "journalism",
                ["beholden:term"] = "P30D",
                ["beholden:source"] = "press pictures",
            },
        }, key.Id, key.Secret);
        var indexed = await calls.Send("IndexFaces", new()
        {
            ["CollectionId"] = Collection,
            ["Image"] = Pictures.Image(Pictures.Portrait),
        }, key.Id, key.Secret);
        await calls.Send("CreateUser", named.DeepClone().AsObject(), key.Id, key.Secret);
        named["FaceIds"] = new JsonArray((string)indexed.Body["FaceRecords"]![0]!["Face"]!["FaceId"]!);
        Assert.Equal(200, (await calls.Send("AssociateFaces", named, key.Id, key.Secret)).Status);
    }

    /// <summary>Public-safety's rules in a file; its own purpose asks for review, without names.</summary>
    private string WithoutReview()
    {
        var ready = Profile.OfId("public-safety");
        var file = Path.Combine(data.Path, "rules.json");
        var rules = ready with
        {
            Purposes = [.. ready.Purposes.Select(one => one with { Review = false })],
        };
        File.WriteAllText(file, rules.ToJson());
        return file;
    }

    private static Task<SayAnswer> Redact(
        SayCalls calls, (string Id, string Secret) key, JsonObject image, string? member)
    {
        var input = new JsonObject { ["Image"] = image.DeepClone() };
        if (member is not null)
        {
            input[member] = new JsonArray($"{Collection}/ann");
        }

        return calls.Send("Beholden.RedactImage", input, key.Id, key.Secret);
    }

    private static JsonArray Left(SayAnswer answer) => answer.Body["Sidecar"]!["Left"]!.AsArray();

    private static JsonArray Covered(SayAnswer answer) => answer.Body["Sidecar"]!["Covered"]!.AsArray();

    private static string NameOf(JsonNode? face) => ((string)face!["Reason"]!).Split('/')[^1];

    private static float MiddleOf(JsonNode? face) =>
        (float)face!["Face"]!["Left"]! + ((float)face["Face"]!["Width"]! / 2);

    private static byte[] SideBySide(byte[] left, byte[] right) => Pictures.Draw(2 * Edge, Edge, canvas =>
    {
        using var one = SKImage.FromEncodedData(left);
        using var two = SKImage.FromEncodedData(right);
        var cubic = new SKSamplingOptions(SKCubicResampler.Mitchell);
        canvas.DrawImage(one, SKRect.Create(0, 0, Edge, Edge), cubic);
        canvas.DrawImage(two, SKRect.Create(Edge, 0, Edge, Edge), cubic);
    });
}
