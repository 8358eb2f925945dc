using System.Text;
using Beholden.Oversight.Ledger;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Ledger;

/// <summary>An export is believed when it is the log, and never when it was touched.</summary>
public sealed class VerifierTests : IAsyncLifetime
{
    private const int EntriesTotal = 400;

    // A run of the full ten thousand: BEHOLDEN_LEDGER_ATTACKS=10000.
    private static readonly int Attacks =
        int.Parse(Environment.GetEnvironmentVariable("BEHOLDEN_LEDGER_ATTACKS") ?? "1000");

    // In memory where that is a folder: ten thousand times some ten files are written, and no disk is tested.
    private const string MemoryFolder = "/dev/shm";

    private readonly DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(
        Directory.Exists(MemoryFolder) ? MemoryFolder : Path.GetTempPath(),
        $"beholden-test-{Guid.NewGuid():N}"));

    private MadeLog made = null!;
    private LedgerCheckpoint head = null!;

    private string Export => Path.Combine(folder.FullName, "export");

    public async ValueTask InitializeAsync()
    {
        made = await MadeLog.Make(EntriesTotal);
        head = await LedgerExport.Write(made.Log, Export, MadeLog.Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        await made.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task An_export_verifies_beside_checkpoints_of_any_age()
    {
        Assert.Empty(Verify(LedgerTrust.None).Findings);
        Assert.Empty(Verify(Kept(head)).Findings);
        await made.Add(1_000);
        using var longer = new TemporaryFolder();
        await LedgerExport.Write(made.Log, longer.Path, MadeLog.Cancelled);
        var verdict = LedgerVerifier.Verify(
            longer.Path, Kept(head) with { Key = made.Log.Verifier }, MadeLog.Cancelled);
        Assert.Empty(verdict.Findings);
        Assert.Equal((true, EntriesTotal + 1_000), (verdict.Holds, verdict.Size));
        Assert.Contains("first 400", verdict.Sentence, Ordinal);
        Assert.Contains("not proven", verdict.Sentence, Ordinal);
    }

    [Fact]
    public async Task A_log_that_was_cut_back_to_an_older_checkpoint_shows_only_against_a_later_one()
    {
        await made.Add(1);
        var later = await made.Log.Checkpoint(isFresh: true, MadeLog.Cancelled);
        Assert.Empty(Verify(Kept(head)).Findings);
        Assert.Contains("cut back", Assert.Single(Verify(Kept(later)).Findings), Ordinal);
    }

    [Fact]
    public void Every_random_attack_is_found_with_a_checkpoint_that_was_kept()
    {
        var export = new ExportedLog(Export, Key());
        var random = new Random(6962);
        var (missed, kinds) = (new List<string>(), new HashSet<string>());
        for (var n = 0; n < Attacks; n++)
        {
            var attack = Attack.Draw(export, random);
            var verdict = export.With(attack.Files, () => Verify(Kept(head)));
            kinds.Add(attack.Name.Split(':')[0]);
            if (verdict.Holds)
            {
                missed.Add($"{n}: {attack.Name}");
            }
        }

        Assert.Empty(missed);
        Assert.Equal(10, kinds.Count(kind => kind != "swap hashes"));
        Assert.Empty(Verify(Kept(head)).Findings);
    }

    [Fact]
    public void Without_a_kept_checkpoint_a_whole_other_log_under_the_same_key_passes()
    {
        // The limit that the sentence tells: if this were found, the sentence would say too little.
        var export = new ExportedLog(Export, Key());
        var files = ExportedLog.Rebuilt([.. export.Entries.Reverse()], Key());
        var attack = files.ToDictionary(file => file.Key, file => (byte[]?)file.Value);
        Assert.True(export.With(attack, () => Verify(LedgerTrust.None)).Holds);
        Assert.False(export.With(attack, () => Verify(Kept(head))).Holds);
    }

    [Fact]
    public void The_key_that_was_given_must_be_that_of_the_export()
    {
        var other = new LedgerKey(head.Origin, new byte[32]).Verifier;
        Assert.False(Verify(new(other, [])).Holds);
        Assert.Contains("by the key you gave", Verify(new(made.Log.Verifier, [])).Sentence, Ordinal);
    }

    [Fact]
    public void Strangers_links_and_missing_files_are_found()
    {
        File.WriteAllText(Path.Combine(Export, "extra\u001b"), "");
        Directory.CreateDirectory(Path.Combine(Export, "tile", "9"));
        File.WriteAllText(Path.Combine(Export, "tile", "9", "000"), "x");
        File.Delete(Path.Combine(Export, "tile", "0", "000"));
        File.CreateSymbolicLink(Path.Combine(Export, "tile", "0", "000"), "/dev/zero");
        Directory.CreateSymbolicLink(Path.Combine(Export, "loop"), Export);
        File.Delete(Path.Combine(Export, "tile", "1", "000.p", "1"));

        var findings = Verify(Kept(head)).Findings;
        Assert.Contains(findings, one => one.Contains("extra?", Ordinal));
        Assert.Contains(findings, one => one.Contains("tile/9/000", Ordinal));
        Assert.Contains(findings, one => one.Contains("tile/0/000 is empty, too large or a link", Ordinal));
        Assert.Contains(findings, one => one.Contains("loop is no file", Ordinal));
        Assert.Contains(findings, one => one.Contains("tile/1/000.p/1 is missing", Ordinal));
        Assert.Equal(6, findings.Count);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(1L << 40)]
    [InlineData(401)]
    [InlineData(0)]
    public void A_size_that_is_made_up_ends_quickly(long size)
    {
        var note = LedgerCheckpoint.Sign(size, head.Root.ToArray(), Key()).Note;
        File.WriteAllText(Path.Combine(Export, "checkpoint"), note);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(Verify(LedgerTrust.None).Holds);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    [Fact]
    public void A_folder_of_nothing_is_no_log()
    {
        Directory.Delete(Export, recursive: true);
        Directory.CreateDirectory(Export);
        Assert.Contains("missing", Assert.Single(Verify(LedgerTrust.None).Findings), Ordinal);
    }

    [Fact]
    public async Task An_export_does_not_write_into_a_folder_with_files()
    {
        await Assert.ThrowsAsync<IOException>(() =>
            LedgerExport.Write(made.Log, Export, MadeLog.Cancelled));
        await Assert.ThrowsAsync<LedgerFormatException>(() => LedgerExport.Write(
            (_, _) => Task.FromResult(new byte[300_000]), Path.Combine(folder.FullName, "b"),
            MadeLog.Cancelled));
    }

    private const StringComparison Ordinal = StringComparison.Ordinal;

    private static LedgerTrust Kept(LedgerCheckpoint one) =>
        new(null, [new("kept", Encoding.UTF8.GetBytes(one.Note))]);

    private LedgerVerdict Verify(LedgerTrust trust) =>
        LedgerVerifier.Verify(Export, trust, MadeLog.Cancelled);

    private LedgerKey Key() => LedgerKey.Open(Path.Combine(made.Path, "ledger"), mayCreate: false);
}
