using Beholden.Server;
using Beholden.Server.Commands;
using Beholden.Tests.Oversight.Say;
using Beholden.Tests.Store;
using Beholden.Tests.Support;
using CsCheck;

namespace Beholden.Tests.Oversight.LegalBasis;

/// <summary>
/// Random histories over a clock that the test moves: no face is found without a basis in force, none is
/// lost that has one, nothing is kept past its term, and sweeping twice does nothing the second time.
/// </summary>
public sealed class HistoryTests
{
    private const int Histories = 10_000, StoredDefault = 150, ServedDefault = 25;

    // Each history has its own collections, and one folder serves many.
    private const int StoriesPerFolder = 50;

    [Fact]
    public async Task The_rules_agree_with_the_twin_over_ten_thousand_histories()
    {
        await History.Of(60).SampleAsync(story => Holder.Tell(story, new RulesHolder()), iter: Histories);
        Assert.True(
            Holder.FoundTotal > Histories && Holder.RefusedTotal > Histories,
            $"{Holder.FoundTotal} found, {Holder.RefusedTotal} refused");
    }

    [Fact]
    public async Task The_store_agrees_with_the_twin()
    {
        var count = Wanted("BEHOLDEN_HISTORIES", StoredDefault);
        for (var first = 0; first < count; first += StoriesPerFolder)
        {
            var clock = new SetClock(History.Begin);
            await using var folder = await Folder.Make(clock);
            var stories = 0;
            await History.Of(25).SampleAsync(
                async story =>
                {
                    var holder = await StoreHolder.Make(folder, clock, stories++);
                    await Holder.Tell(story, holder);
                    await holder.Clear();
                },
                iter: Math.Min(StoriesPerFolder, count - first), threads: 1);
        }
    }

    [Fact]
    public async Task A_server_agrees_with_the_twin()
    {
        using var data = new TemporaryFolder();
        using var profile = new TemporaryFolder();
        var file = Path.Combine(profile.Path, "profile.json");
        await File.WriteAllTextAsync(file, History.Profile.ToJson(), Folder.Cancelled);
        var settings = new Settings(data.Path, TestFolders.RequireWeights(), S3Endpoint: null)
        {
            Profile = file,
        };
        var clock = new StillClock(History.Begin);
        await using var host = await ServerHost.Start(
            settings, ServerHost.AnyPort, Folder.Cancelled, clock);
        using var calls = new SayCalls(host.Address, host.OwnerSecret, clock);
        var stories = 0;
        await History.Of(25).SampleAsync(
            async story =>
            {
                var holder = await HttpHolder.Make(calls, clock, stories++);
                // One server serves them all: it is not started anew.
                await Holder.Tell(
                    [.. story.Where(step => step.Act != HistoryAct.Restart)], holder);
                await holder.Clear();
            },
            iter: Wanted("BEHOLDEN_HISTORIES_SERVED", ServedDefault), threads: 1);
    }

    private static int Wanted(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var wanted) ? wanted : otherwise;
}
