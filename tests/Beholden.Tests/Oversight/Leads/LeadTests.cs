using Beholden.Oversight.Leads;

namespace Beholden.Tests.Oversight.Leads;

/// <summary>The rule that lets an identity out, and everything around it that must not.</summary>
public sealed class LeadTests
{
    private const int Stories = 10_000, Acts = 16, Candidates = 5;

    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly string[] People = ["requester", "ann", "ben", "cem", "dov", "eva"];

    // Those that JSON writes longest.
    private static readonly string[] LongLetters = ["\u0001", "\u0002", "\ud83d\ude00"];

    [Fact]
    public void In_no_interleaving_does_an_identity_leave_without_two_trained_people_who_did_not_ask()
    {
        var ends = new Dictionary<LeadState, int>();
        for (var seed = 0; seed < Stories; seed++)
        {
            var (lead, twin) = Told(new Random(seed));
            Assert.True(twin.Released == lead.Released, $"story {seed}");
            Assert.True(twin.Accepted.Count >= lead.Verdicts.Count, $"story {seed}");
            ends[lead.State] = ends.GetValueOrDefault(lead.State) + 1;
        }

        // The stories reach every end, often enough to mean something.
        Assert.All(Enum.GetValues<LeadState>(), state => Assert.True(
            ends.GetValueOrDefault(state) > 100, string.Join(", ", ends)));
    }

    [Theory]
    [InlineData("1", LeadState.Open)]
    [InlineData("11", LeadState.Confirmed)]
    [InlineData("1-", LeadState.Open)]
    [InlineData("12", LeadState.Open)]
    [InlineData("1-1", LeadState.Confirmed)]
    [InlineData("121", LeadState.Confirmed)]
    [InlineData("123", LeadState.Unconfirmed)]
    [InlineData("12-", LeadState.Unconfirmed)]
    [InlineData("--", LeadState.None)]
    [InlineData("-1-", LeadState.None)]
    [InlineData("0", LeadState.Open)] // Number 0 is planted.
    [InlineData("00", LeadState.Unconfirmed)]
    [InlineData("01", LeadState.Open)]
    [InlineData("011", LeadState.Confirmed)]
    [InlineData("0--", LeadState.None)]
    [InlineData("11-", LeadState.Confirmed)] // Late words change nothing.
    [InlineData("--1", LeadState.None)]
    public void Verdicts_end_as_they_should(string choices, LeadState state)
    {
        var lead = Fresh();
        foreach (var (i, choice) in choices.Index())
        {
            lead = lead.With(new(People[i + 1], choice == '-' ? null : choice - '0', Start, Start));
        }

        Assert.Equal(state, lead.State);
        Assert.Equal(state == LeadState.Confirmed ? 1 : null, lead.Released);
    }

    [Fact]
    public void Nobody_judges_ones_own_lead_twice_or_untrained()
    {
        var lead = Fresh();
        Assert.Equal(ReviewRefusal.Requester, lead.RefusalOf("requester", Start.AddDays(1), Start));
        Assert.Equal(ReviewRefusal.Untrained, lead.RefusalOf("ann", null, Start));
        Assert.Equal(ReviewRefusal.Untrained, lead.RefusalOf("ann", Start, Start.AddTicks(1)));
        Assert.Null(lead.RefusalOf("ann", Start, Start));

        lead = lead.With(new("ann", 1, Start, Start));
        Assert.Equal(ReviewRefusal.Judged, lead.RefusalOf("ann", Start.AddDays(1), Start));
        Assert.Throws<InvalidOperationException>(() => lead.With(new("ann", 1, Start, Start)));
        Assert.Throws<ArgumentOutOfRangeException>(() => lead.With(new("ben", Candidates, Start, Start)));
    }

    [Fact]
    public void No_verdict_and_three_of_people_with_long_names_are_as_many_bytes()
    {
        var empty = Fresh();
        var full = LongLetters.Aggregate(empty, (lead, letter) => lead.With(
            new(string.Concat(Enumerable.Repeat(letter, 128 / letter.Length)), 1, Start, Start)));

        Assert.Equal(empty.VerdictBytes().Length, full.VerdictBytes().Length);
        Assert.Equal(full.Verdicts, empty.WithVerdicts(full.VerdictBytes()).Verdicts);
    }

    [Theory]
    [InlineData(0, 0, 0, 1)]
    [InlineData(0, 20, 0, 0.1611)] // Wilson's interval, by R's prop.test(correct = FALSE).
    [InlineData(1, 20, 0.0089, 0.2361)]
    [InlineData(10, 10, 0.7225, 1)]
    public void An_error_rate_has_its_interval(int errors, int answers, double low, double high)
    {
        var rate = ErrorRate.Of(errors, answers);
        Assert.Equal(answers == 0 ? null : (double)errors / answers, rate.Rate);
        Assert.Equal((low, high), (rate.Low95, rate.High95), new Near());
    }

    private static Lead Fresh() => new("requester", [true, .. Enumerable.Repeat(false, Candidates - 1)]);

    private static (Lead Lead, Twin Twin) Told(Random random)
    {
        var (lead, twin, now) = (Fresh(), new Twin(), Start);
        var trained = People.ToDictionary(person => person,
            _ => random.Next(3) == 0 ? (DateTimeOffset?)null : now.AddHours(random.Next(24)));
        for (var act = 0; act < Acts; act++)
        {
            var person = People[random.Next(People.Length)];
            switch (random.Next(4))
            {
                case 0:
                    trained[person] = now.AddHours(random.Next(-1, 8));
                    break;
                case 1:
                    now = now.AddHours(random.Next(3));
                    break;
                default:
                    int? choice = random.Next(3) == 0 ? null : random.Next(random.Next(1, Candidates));
                    var isRefused = lead.RefusalOf(person, trained[person], now) is not null;
                    if (!isRefused)
                    {
                        lead = lead.With(new(person, choice, now, trained[person]!.Value));
                    }

                    // A late word is accepted and does not count, so the twin stops counting by itself.
                    twin.Say(person, choice, trained[person] is { } until && until >= now);
                    break;
            }

            Assert.True(lead.Released is null || twin.Released is not null);
            if (random.Next(3) == 0)
            {
                lead = Fresh().WithVerdicts(lead.VerdictBytes()); // As after a restart.
            }
        }

        return (lead, twin);
    }

    /// <summary>What was said, counted without any structure.</summary>
    private sealed class Twin
    {
        public List<(string Person, int? Choice)> Accepted { get; } = [];

        public int? Released { get; private set; }

        private bool isOver;

        public void Say(string person, int? choice, bool isTrained)
        {
            if (isOver || person == "requester" || !isTrained || Accepted.Any(one => one.Person == person))
            {
                return;
            }

            Accepted.Add((person, choice));
            var same = Accepted.Count(one => one.Choice == choice);
            if (same == 2 && choice is > 0)
            {
                (Released, isOver) = (choice, true);
            }

            // Over when two said none, after three, or after two planted ones, which no third can mend.
            isOver |= (same == 2 && choice is null) || Accepted.Count == 3
                || Accepted.Count(one => one.Choice == 0) == 2;
        }
    }

    private sealed class Near : IEqualityComparer<(double Low, double High)>
    {
        public bool Equals((double Low, double High) a, (double Low, double High) b) =>
            Math.Abs(a.Low - b.Low) < 2e-4 && Math.Abs(a.High - b.High) < 2e-4;

        public int GetHashCode((double Low, double High) pair) => 0;
    }
}
