using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Beholden.Server;
using Beholden.Tests.Support;
using Beholden.Vision.Images;

namespace Beholden.Tests.Live;

public sealed class LiveTests : IAsyncLifetime
{
    private const string Door = "door";
    private readonly TemporaryFolder data = new();
    private ServerHost? host;
    private string doorKey = "", doorSecret = "";

    public async ValueTask InitializeAsync()
    {
        var profile = Path.Combine(data.Path, "profile.json");
        await File.WriteAllTextAsync(profile, LiveProfile(), TestContext.Current.CancellationToken);
        var settings = new Settings(
            Path.Combine(data.Path, "data"), TestFolders.RequireWeights(), S3Endpoint: null)
        {
            Profile = profile,
        };
        host = await ServerHost.Start(settings, ServerHost.AnyPort, CancellationToken.None);
        var key = await Call("Beholden.CreateKey", new()
        {
            ["Name"] = Door,
            ["Purpose"] = Door,
            ["Person"] = Door,
        });
        (doorKey, doorSecret) = ((string)key["AccessKeyId"]!, (string)key["SecretAccessKey"]!);
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        data.Dispose();
    }

    [Fact]
    public async Task By_default_the_picture_comes_back_with_the_face_covered_and_nobody_is_named()
    {
        await using var live = await Owner();
        var settings = (await live.Next("settings")).Told;
        Assert.True((bool)settings["Privacy"]!);
        Assert.Null(settings["Identify"]);

        (JsonObject Told, byte[]? Picture) seen = ([], null);
        for (var i = 0; i < 3; i++)
        {
            seen = await live.Look(Pictures.Portrait);
        }

        var track = Assert.Single(seen.Told["Tracks"]!.AsArray())!;
        Assert.Equal((1, 3), ((int)track["Id"]!, (int)track["AgeFrames"]!));
        Assert.Null(track["Identity"]);
        var picture = Decode.Upright(seen.Picture!);
        var (x, y) = (
            ((float)track["Box"]!["Left"]! + ((float)track["Box"]!["Width"]! / 2)) * picture.Width,
            ((float)track["Box"]!["Top"]! + ((float)track["Box"]!["Height"]! / 2)) * picture.Height);
        Assert.True(picture.Pixels[(((int)y * picture.Width) + (int)x) * 3] < 10, "The face is not black.");
        var found = await Call("DetectFaces", new() { ["Image"] = Pictures.Image(seen.Picture!) });
        Assert.Empty(found["FaceDetails"]!.AsArray());
    }

    [Fact]
    public async Task A_face_that_is_missed_stays_covered_where_it_was()
    {
        await using var live = await Owner();
        for (var i = 0; i < 3; i++)
        {
            await live.Look(Pictures.Portrait);
        }

        var (told, picture) = await live.Look(Pictures.Empty(512, 512));

        var track = Assert.Single(told["Tracks"]!.AsArray())!;
        Assert.Equal(1, (int)track["MissedFrames"]!);
        var pixels = Decode.Upright(picture!).Pixels;
        Assert.Contains(pixels.Chunk(3), pixel => pixel.Max() < 10);
    }

    [Fact]
    public async Task Of_frames_that_come_too_fast_only_the_newest_waits()
    {
        await using var live = await Owner();
        for (var i = 0; i < 40; i++)
        {
            await live.Frame(Pictures.Portrait);
        }

        JsonObject told;
        var answers = 0;
        do
        {
            told = (await live.Next("frame")).Told;
            answers++;
        }
        while ((long)told["Frame"]! < 40);

        Assert.InRange(answers, 1, 39);
        Assert.Equal(40 - answers, (long)told["Replaced"]!);
    }

    [Fact]
    public async Task What_does_not_decode_is_answered_with_a_sentence_and_the_stream_goes_on()
    {
        await using var live = await Owner();
        await live.Frame([1, 2, 3]);
        var refusal = (await live.Next("refusal")).Told;
        Assert.Equal("InvalidImageFormatException", (string?)refusal["Code"]);
        await live.Frame(Pictures.Empty(2_000, 1_000));
        Assert.Equal("ImageTooLargeException", (string?)(await live.Next("refusal")).Told["Code"]);
        await live.Text("""{"Privacy":"no"}""");
        Assert.Contains("Privacy", (string?)(await live.Next("refusal")).Told["Message"]);
        await live.Text("""{"Identify":{"CollectionId":"x"}}""");
        Assert.Contains("privacy mode", (string?)(await live.Next("refusal")).Told["Message"]);

        Assert.NotNull((await live.Look(Pictures.Portrait)).Picture);
    }

    [Fact]
    public async Task A_frame_above_the_limit_ends_the_stream()
    {
        await using var live = await Owner();
        await live.Frame(new byte[Limits.LiveFrameBytesMax + 1]);
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await live.Closed());
    }

    [Fact]
    public async Task Another_sites_page_and_nobody_in_particular_are_refused_before_a_socket_opens()
    {
        var foreign = await Assert.ThrowsAsync<WebSocketException>(
            () => LiveSocket.Open(host!.Address, host.OwnerSecret, origin: "http://elsewhere.example"));
        Assert.Contains("400", foreign.Message);
        using var nobody = new ClientWebSocket();
        nobody.Options.SetRequestHeader("Origin", host!.Address.GetLeftPart(UriPartial.Authority));
        var unsigned = await Assert.ThrowsAsync<WebSocketException>(() => nobody.ConnectAsync(
            LiveSocket.At(host.Address), TestContext.Current.CancellationToken));
        Assert.Contains("401", unsigned.Message);
    }

    [Fact]
    public async Task There_are_so_many_streams_at_once()
    {
        var open = new List<LiveSocket>();
        for (var i = 0; i < Limits.LiveStreamsMax; i++)
        {
            open.Add(await Owner());
        }

        await Assert.ThrowsAsync<WebSocketException>(Owner);
        foreach (var one in open)
        {
            await one.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_purpose_without_live_search_is_denied_by_the_rule_and_one_with_it_is_told_the_name()
    {
        var collection = await Enrolled();
        await using var owner = await Owner();
        await owner.Set(isPrivate: false, collection);
        var denied = (await owner.Next("refusal")).Told;
        Assert.Equal("AccessDeniedException", (string?)denied["Code"]);
        Assert.Contains("the rule 'live'", (string?)denied["Message"]);

        await using var live = await LiveSocket.Open(host!.Address, doorSecret, doorKey);
        await live.Set(isPrivate: false, collection);
        var name = await Named(live);
        Assert.Equal("Eileen", (string?)name["Name"]);
        Assert.True((float)name["Similarity"]! > 99);
        Assert.True((long)name["Entry"]! > 0);

        var before = Files();
        for (var i = 0; i < 20; i++)
        {
            await live.Look(Pictures.Portrait);
        }

        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task A_frame_of_another_size_begins_new_tracks_and_no_name_goes_over_to_them()
    {
        var collection = await Enrolled();
        await using var live = await LiveSocket.Open(host!.Address, doorSecret, doorKey);
        await live.Set(isPrivate: false, collection);
        await Named(live);

        await live.Look(Pictures.Empty(640, 480));
        JsonObject told = [];
        for (var i = 0; i < 3; i++)
        {
            told = (await live.Look(Pictures.Portrait)).Told;
        }

        var track = Assert.Single(told["Tracks"]!.AsArray())!;
        Assert.Equal((2, 2), ((int)track["Id"]!, (int)told["TracksSoFar"]!));
        Assert.Null(track["Identity"]);
    }

    [Fact]
    public async Task A_stop_of_the_collection_ends_the_names_and_one_of_the_stream_ends_the_stream()
    {
        var collection = await Enrolled();
        await using var live = await LiveSocket.Open(host!.Address, doorSecret, doorKey);
        var stream = (string)(await live.Next("settings")).Told["Stream"]!;
        await live.Set(isPrivate: false, collection);
        await Named(live);

        var sent = Stopwatch.StartNew();
        await Stop("collection", collection);
        Assert.Contains("of the collection", (string?)(await live.Next("refusal")).Told["Message"]);
        Assert.InRange(sent.Elapsed.TotalSeconds, 0, 2);
        var tracks = (await live.Look(Pictures.Portrait)).Told["Tracks"]!.AsArray();
        Assert.Null(Assert.Single(tracks)!["Identity"]);

        await Stop("stream", "live-of-another");
        await live.Look(Pictures.Portrait);
        await Stop("stream", stream);
        await live.Frame(Pictures.Portrait);
        Assert.Contains($"stream {stream}", (string?)(await live.Next("refusal")).Told["Message"]);
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await live.Closed());
    }

    private Task<LiveSocket> Owner() => LiveSocket.Open(host!.Address, host.OwnerSecret);

    private Task<JsonObject> Stop(string scope, string name) => Call(
        "Beholden.Stop", new() { ["Scope"] = scope, ["Name"] = name, ["Reason"] = "drill" });

    private static async Task<JsonNode> Named(LiveSocket live)
    {
        for (var i = 0; i < 200; i++)
        {
            var tracks = (await live.Look(Pictures.Portrait)).Told["Tracks"]!.AsArray();
            if (tracks.FirstOrDefault()?["Identity"] is { } identity)
            {
                return identity;
            }
        }

        Assert.Fail("No name came in 200 frames.");
        return new JsonObject();
    }

    private async Task<string> Enrolled()
    {
        await Call("CreateCollection", new() { ["CollectionId"] = "friends" });
        await Call("IndexFaces", new()
        {
            ["CollectionId"] = "friends",
            ["ExternalImageId"] = "Eileen",
            ["Image"] = Pictures.Image(Pictures.Portrait),
        });
        return "friends";
    }

    private async Task<JsonObject> Call(string operation, JsonObject input)
    {
        using var client = new Beholden.Server.Commands.ApiClient(
            new HttpClient(), host!.Address, OwnerKey.AccessKeyId, host.OwnerSecret);
        return await client.Call(operation, input, TestContext.Current.CancellationToken);
    }

    /// <summary>Journals of the database come and go.</summary>
    private List<string> Files() => [.. Directory
        .EnumerateFiles(data.Path, "*", SearchOption.AllDirectories)
        .Where(path => !path.EndsWith("-wal", StringComparison.Ordinal)
            && !path.EndsWith("-shm", StringComparison.Ordinal))
        .Order()];

    /// <summary>The personal profile with a purpose more, which may search live.</summary>
    private static string LiveProfile()
    {
        var personal = JsonNode.Parse(File.ReadAllText(Path.Combine(
            TestFolders.Checkout, "src", "Beholden.Oversight", "Profiles", "personal.json")))!.AsObject();
        var door = personal["purposes"]![0]!.DeepClone().AsObject();
        (door["id"], door["live"], personal["id"]) = (Door, true, "with-a-door");
        personal["purposes"]!.AsArray().Add((JsonNode)door);
        return personal.ToJsonString();
    }
}
