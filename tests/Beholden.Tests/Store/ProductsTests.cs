using System.Runtime.Intrinsics;
using Beholden.Store.Vectors;

namespace Beholden.Tests.Store;

public sealed class ProductsTests
{
    public const string WidthVariable = "BEHOLDEN_TEST_WIDTH_BITS";

    private const int Stride = 9;

    [Fact]
    public void The_width_is_the_one_that_this_process_was_started_for()
    {
        var asked = Environment.GetEnvironmentVariable(WidthVariable);
        Assert.SkipWhen(asked is null, "Only for processes that ProductWidthTests starts.");
        Assert.Equal(asked, $"{Products.WidthBits}");
    }

    [Fact]
    public void Every_width_gives_what_the_naive_twin_gives()
    {
        var random = new Random(1);
        foreach (var width in new[] { 64, 128, 512, 1024 })
        {
            var codeMax = Math.Min(short.MaxValue, int.MaxValue / (127 * width));
            for (var round = 0; round < 40; round++)
            {
                // Queries in fours and singles, rows in pairs and singles.
                var (rows, queries) = (1 + (round % 7), 1 + (round % 10));
                var codes = Picks(random, round, 127, rows * width).Select(code => (sbyte)code).ToArray();
                var query = Picks(random, round, codeMax, queries * width)
                    .Select(code => (short)code).ToArray();
                Compare(codes, query, rows, width);
            }
        }
    }

    private static void Compare(sbyte[] codes, short[] queries, int rows, int width)
    {
        var count = queries.Length / width;
        var expected = new int[count * Stride];
        for (var query = 0; query < count; query++)
        {
            for (var row = 0; row < rows; row++)
            {
                expected[(query * Stride) + row] = checked((int)codes.Skip(row * width).Take(width)
                    .Zip(queries.Skip(query * width), (a, b) => (long)a * b).Sum());
            }
        }

        Assert.Equal(expected, Run((products) =>
            Products.Of(ref codes[0], rows, width, queries, products, Stride)));
        Assert.Equal(expected, Run((products) => Products.Of<ScalarLanes, int, int>(
            ref codes[0], rows, width, queries, products, Stride)));
        if (Lanes128.IsSupported)
        {
            Assert.Equal(expected, Run((products) => Products.Of<Lanes128, Vector128<short>, Vector128<int>>(
                ref codes[0], rows, width, queries, products, Stride)));
        }

        if (Lanes256.IsSupported)
        {
            Assert.Equal(expected, Run((products) => Products.Of<Lanes256, Vector256<short>, Vector256<int>>(
                ref codes[0], rows, width, queries, products, Stride)));
        }

        if (Lanes512.IsSupported)
        {
            Assert.Equal(expected, Run((products) => Products.Of<Lanes512, Vector512<short>, Vector512<int>>(
                ref codes[0], rows, width, queries, products, Stride)));
        }

        int[] Run(Action<int[]> act)
        {
            var products = new int[expected.Length];
            act(products);
            return products;
        }
    }

    // The first rounds take the largest numbers of either sign: where an overflow would show.
    private static IEnumerable<int> Picks(Random random, int round, int max, int count) =>
        Enumerable.Range(0, count).Select(_ => round switch
        {
            0 => max,
            1 => -max,
            2 => random.Next(2) == 0 ? max : -max,
            _ => random.Next(-max, max + 1),
        });
}
