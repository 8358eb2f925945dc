using System.Text;
using Beholden.Oversight.Leads;
using Beholden.Oversight.Ledger;
using Beholden.Store;
using Beholden.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Beholden.Tests.Store;

/// <summary>Leads on a real database: what is kept, handed out, judged and gone.</summary>
public sealed class LeadStoreTests
{
    private const int Stories = 200, ActsMax = 24;

    private static readonly string[] People = ["requester", "ann", "ben", "cem", "dov"];

    // As they come from a search: one planted, three not.
    private static readonly LeadFacts Facts = new(
        "SearchFaces", 99, 10, 7, null,
        [.. Enumerable.Range(0, 4).Select(i => new Candidate(
            $"real-face-{i}", null, 99, $"alias-{i}", $"image-{i}", IsPlanted: i == 0))],
        Answer: null);

    [Fact]
    public async Task In_no_interleaving_on_the_disk_does_an_identity_leave_without_two_others()
    {
        await using var folder = await Made.FolderWithCollection();
        await Train(folder);
        var ends = new Dictionary<LeadState, int>();
        for (var seed = 0; seed < Stories; seed++)
        {
            var state = await Tell(folder, new Random(seed), seed % 40 == 0);
            ends[state] = ends.GetValueOrDefault(state) + 1;
        }

        Assert.All(Enum.GetValues<LeadState>(), state => Assert.True(
            ends.GetValueOrDefault(state) > 0, string.Join(", ", ends)));
    }

    [Fact]
    public async Task Nothing_that_identifies_is_readable_in_the_file_and_what_is_deleted_is_overwritten()
    {
        await using var folder = await Made.FolderWithCollection();
        var lead = await Add(folder);
        var sealedFacts = await SealedFacts(folder, lead.LeadId);
        await folder.Reopen(() =>
        {
            var file = File.ReadAllBytes(Path.Combine(folder.Path, "beholden.db"));
            Assert.Equal(-1, file.AsSpan().IndexOf("real-face-1"u8));
            Assert.Equal(-1, file.AsSpan().IndexOf("alias-1"u8));
            Assert.Equal(-1, file.AsSpan().IndexOf("a picture of somebody"u8));
            Assert.NotEqual(-1, file.AsSpan().IndexOf(sealedFacts));
        });

        var leads = new LeadStore(folder.Database);
        Assert.Equal("real-face-1", LeadFacts.Parse(
            (await leads.Find(lead.LeadId, Folder.Cancelled))!.Facts).Candidates[1].FaceId);
        Assert.Empty(await leads.DeleteDue(lead.DueAt.AddMilliseconds(-1), Folder.Cancelled));
        Assert.Equal([lead.LeadId], await leads.DeleteDue(lead.DueAt, Folder.Cancelled));
        Assert.Null(await leads.Find(lead.LeadId, Folder.Cancelled));
        await folder.Reopen(() => Assert.Equal(
            -1, File.ReadAllBytes(Path.Combine(folder.Path, "beholden.db")).AsSpan().IndexOf(sealedFacts)));
    }

    [Fact]
    public async Task What_is_due_goes_once_a_minute_with_an_entry()
    {
        await using var folder = await Made.FolderWithCollection();
        var lead = await Add(folder);
        var clock = new SetClock(lead.DueAt.AddMilliseconds(-1));
        await using var ledger = await LedgerLog.Open(folder.Path, new byte[32], clock, Folder.Cancelled);
        var (leads, expiry) = (
            new LeadStore(folder.Database), new LeadExpiry(new(folder.Database), ledger, clock));
        foreach (var (seconds, isThere) in new[] { (0, true), (30, true), (61, false), (200, false) })
        {
            clock.Now = lead.DueAt.AddMilliseconds(-1).AddSeconds(seconds);
            await expiry.Advance(Folder.Cancelled);
            Assert.Equal(isThere, await leads.Find(lead.LeadId, Folder.Cancelled) is not null);
        }

        Assert.Equal(1, ledger.Size);
    }

    [Fact]
    public async Task No_more_leads_wait_than_are_allowed_of_all_and_of_one_key()
    {
        await using var folder = await Made.FolderWithCollection();
        for (var i = 0; i < 3; i++)
        {
            await Add(folder, openMax: 3, openPerKeyMax: 3);
        }

        await Assert.ThrowsAsync<TooManyLeadsException>(() => Add(folder, openMax: 3, openPerKeyMax: 9));
        await Assert.ThrowsAsync<TooManyLeadsException>(() => Add(folder, openMax: 9, openPerKeyMax: 3));
        Assert.Equal(3, (await new LeadStore(folder.Database).List(null, 10, Folder.Cancelled)).Count);
    }

    [Fact]
    public async Task A_lead_is_in_three_hands_at_most_until_a_day_is_over()
    {
        await using var folder = await Made.FolderWithCollection();
        var lead = await Add(folder);
        foreach (var person in People[1..4])
        {
            Assert.Equal(lead.LeadId, (await Hand(folder, person, Folder.Now))?.LeadId);
        }

        Assert.Null(await Hand(folder, "dov", Folder.Now.AddHours(23)));
        Assert.Equal(lead.LeadId, (await Hand(folder, "dov", Folder.Now.AddHours(25)))?.LeadId);
        Assert.Null(await Hand(folder, "requester", Folder.Now.AddHours(25)));
    }

    [Fact]
    public async Task A_foil_that_is_not_used_is_gone_and_one_that_is_counts_for_its_reviewer()
    {
        await using var folder = await Made.FolderWithCollection();
        await Train(folder);
        var (leads, lead) = (new LeadStore(folder.Database), await Add(folder));
        var (unused, used) = (Foil(), Foil());

        Assert.True(await leads.Hand(Review(lead.LeadId, "ann"), unused, Folder.Cancelled));
        Assert.Null(await leads.Find(unused.LeadId, Folder.Cancelled));
        var review = Review(used.LeadId, "ben");
        Assert.True(await leads.Hand(review, used, Folder.Cancelled));
        Assert.True((await leads.Pending("ben", Folder.Cancelled))!.Value.Lead.IsFoil);
        Assert.True(await leads.Judge(
            review.ReviewId, "ben", (_, _) => new(used.Verdicts, true, IsFoilError: true, IsPlanted: true),
            Folder.Now, Folder.Cancelled));

        var ben = await new ReviewerStore(folder.Database).Find("ben", Folder.Cancelled);
        Assert.Equal((1, 1, 1, 0), (ben!.Reviews, ben.Foils, ben.FoilErrors, ben.PlantedChosen));

        // Training anew keeps what was counted.
        await new ReviewerStore(folder.Database).Train("ben", Folder.Now, Folder.Cancelled);
        Assert.Equal(1, (await new ReviewerStore(folder.Database).Find("ben", Folder.Cancelled))!.Foils);
    }

    private static async Task<LeadState> Tell(Folder folder, Random random, bool reopens)
    {
        var lead = await Add(folder);
        var (said, over) = (new List<(string Person, int? Choice)>(), false);
        var acts = random.Next(1, ActsMax);
        for (var act = 0; act < acts; act++)
        {
            var leads = new LeadStore(folder.Database);
            var person = People[random.Next(People.Length)];
            int? choice = random.Next(3) == 0 ? null : random.Next(random.Next(1, 4));
            if (await Hand(folder, person, Folder.Now) is { } review)
            {
                Assert.NotEqual("requester", person);
                var isCounted = await leads.Judge(
                    review.ReviewId, person, (_, kept) => Judged(kept, person, choice), Folder.Now,
                    Folder.Cancelled);
                Assert.True(isCounted);
                Assert.False(await leads.Judge(
                    review.ReviewId, person, (_, kept) => Judged(kept, person, choice), Folder.Now,
                    Folder.Cancelled));
                said.Add((person, choice));
            }

            if (reopens && act == acts / 2)
            {
                await folder.Reopen();
            }

            var now = Of((await new LeadStore(folder.Database).Find(lead.LeadId, Folder.Cancelled))!);
            var same = said.Where(one => one.Choice is > 0).GroupBy(one => one.Choice)
                .FirstOrDefault(one => one.Select(two => two.Person).Distinct().Count() >= 2);
            Assert.Equal(same?.Key, now.Released);
            Assert.True(!over || now.State != LeadState.Open);
            over = now.State != LeadState.Open;
        }

        var last = new LeadStore(folder.Database);
        var state = Of((await last.Find(lead.LeadId, Folder.Cancelled))!).State;
        await last.Delete(lead.LeadId, Folder.Cancelled); // The next story has its own alone.
        return state;
    }

    private static JudgedLead Judged(KeptLead kept, string person, int? choice)
    {
        var lead = Of(kept).With(new(person, choice, Folder.Now, Folder.Now));
        return new(lead.VerdictBytes(), lead.State != LeadState.Open, false, false);
    }

    private static Lead Of(KeptLead kept) =>
        LeadFacts.Parse(kept.Facts).Unjudged(kept.Requester).WithVerdicts(kept.Verdicts);

    private static async Task Train(Folder folder)
    {
        foreach (var person in People)
        {
            await new ReviewerStore(folder.Database).Train(person, Folder.Now, Folder.Cancelled);
        }
    }

    private static async Task<KeptReview?> Hand(Folder folder, string person, DateTimeOffset now)
    {
        var leads = new LeadStore(folder.Database);
        if (await leads.Pending(person, Folder.Cancelled) is { Review: var pending })
        {
            return pending;
        }

        var lead = await leads.Waiting(person, now, now.AddHours(-24), 3, Folder.Cancelled);
        if (lead is null)
        {
            return null;
        }

        var review = Review(lead.LeadId, person) with { HandedAt = now };
        Assert.True(await leads.Hand(review, Foil(), Folder.Cancelled));
        return review;
    }

    private static KeptReview Review(string leadId, string person) => new(
        Guid.NewGuid().ToString(), leadId, person, "{}"u8.ToArray(), Folder.Now, null);

    private static async Task<KeptLead> Add(Folder folder, int openMax = 10_000, int openPerKeyMax = 10_000)
    {
        var lead = Kept(isFoil: false);
        await new LeadStore(folder.Database).Add(lead, openMax, openPerKeyMax, Folder.Cancelled);
        return lead;
    }

    private static KeptLead Foil() => Kept(isFoil: true);

    private static KeptLead Kept(bool isFoil) => new(
        Guid.NewGuid().ToString(), isFoil, isFoil ? "" : "KEY", isFoil ? "" : "requester", "investigation",
        null, Made.Staff, Folder.Now, Folder.Now.AddDays(9), Facts.ToBytes(),
        Facts.Unjudged("").VerdictBytes(), Encoding.UTF8.GetBytes("a picture of somebody"));

    private static async Task<byte[]> SealedFacts(Folder folder, string leadId)
    {
        await using var db = new SqliteConnection(
            $"Data Source={Path.Combine(folder.Path, "beholden.db")};Pooling=False");
        await db.OpenAsync(Folder.Cancelled);
        await using var read = db.CreateCommand();
        read.CommandText = "SELECT sealed_facts FROM lead WHERE lead_id = @id";
        read.Parameters.AddWithValue("@id", leadId);
        return (byte[])(await read.ExecuteScalarAsync(Folder.Cancelled))!;
    }
}
