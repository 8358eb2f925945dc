using System.Collections.Concurrent;
using System.Diagnostics;
using Beholden.Oversight.Ledger;
using Beholden.Server;
using Beholden.Server.Commands;
using Beholden.Store;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Ledger;

/// <summary>What was answered is in the log, even when the server is killed the moment after.</summary>
public sealed class LedgerKillTests
{
    private const int CallsAtOnce = 60;
    private static readonly TimeSpan AnswersMax = TimeSpan.FromSeconds(30);

    // A run of the full two hundred: BEHOLDEN_LEDGER_KILLS=200.
    private static readonly int Rounds =
        int.Parse(Environment.GetEnvironmentVariable("BEHOLDEN_LEDGER_KILLS") ?? "10");

    private readonly ConcurrentBag<long> answered = [];

    [Fact]
    public async Task What_was_answered_before_a_kill_is_in_the_log_and_the_log_continues_what_it_signed()
    {
        var weights = TestFolders.RequireWeights();
        using var data = new TemporaryFolder();
        var (random, kept) = (new Random(6962), new List<KeyValuePair<string, ReadOnlyMemory<byte>>>());
        for (var round = 0; round < Rounds; round++)
        {
            using var server = await ServerProcess.Start(data.Path, weights, "--load-models", "first-use");
            using var client = server.Client();
            kept.Add(new($"{round}", await client.Get("ledger/checkpoint", MadeLog.Cancelled)));
            var before = answered.Count;
            var calls = Enumerable.Range(1_000 * round, CallsAtOnce)
                .Select(caller => ReadForEver(client, caller)).ToList();
            await Answered(before + random.Next(1, 300));
            kept.Add(new($"{round} later", await client.Get("ledger/checkpoint", MadeLog.Cancelled)));
            server.KillNow();
            await Task.WhenAll(calls);
            await Check(data.Path, kept);
        }

        Assert.True(answered.Count > 10 * Rounds, $"Only {answered.Count} calls were answered.");
    }

    /// <summary>Opens what the killed server left: nothing twice or missing, all of it verifies.</summary>
    private async Task Check(string dataFolder, List<KeyValuePair<string, ReadOnlyMemory<byte>>> kept)
    {
        await using var database = await Database.Open(dataFolder, MadeLog.Cancelled);
        await using var log = await LedgerLog.Open(
            dataFolder, database.Secret(LedgerLog.RecordSealing), TimeProvider.System, MadeLog.Cancelled);
        var entered = new HashSet<long>();
        await foreach (var one in log.Entries(from: 0, MadeLog.Cancelled))
        {
            if (one.Index == 0)
            {
                Assert.Equal("policy", one.Entry.Kind); // The folder's first start.
                continue;
            }

            Assert.Equal(LedgerAdmin.ReadKind, one.Entry.Kind);
            Assert.True(entered.Add(one.Entry.Of!.Value), $"{one.Entry.Of} is entered twice.");
        }

        Assert.Subset(entered, answered.ToHashSet());
        using var export = new TemporaryFolder();
        await LedgerExport.Write(log, export.Path, MadeLog.Cancelled);
        Assert.Empty(LedgerVerifier.Verify(export.Path, new(log.Verifier, kept), MadeLog.Cancelled).Findings);
    }

    /// <summary>Asks for records, each once and none there, until the server is gone.</summary>
    private async Task ReadForEver(ApiClient client, long caller)
    {
        for (var asked = 1_000_000 * (1 + caller); ; asked++)
        {
            try
            {
                await client.Call(
                    LedgerAdmin.ReadTarget, new() { ["Index"] = asked }, CancellationToken.None);
            }
            catch (ApiRefusal refusal) when (refusal.Code == "ResourceNotFoundException")
            {
                answered.Add(asked);
            }
            catch (Exception cut) when (cut is HttpRequestException or HttpIOException or IOException)
            {
                return;
            }
        }
    }

    private async Task Answered(int count)
    {
        var patience = Stopwatch.StartNew();
        while (answered.Count < count && patience.Elapsed < AnswersMax)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }
}
