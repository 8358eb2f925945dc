using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Beholden.Store.Vectors;

namespace Beholden.Tests.Store;

public sealed class DotTests
{
    [Fact]
    public void Every_way_of_adding_codes_gives_what_the_naive_twin_gives()
    {
        var random = new Random(1);
        foreach (var width in new[] { 64, 128, 512, 1024 })
        {
            var codeMax = Math.Min(short.MaxValue, int.MaxValue / (127 * width));
            for (var round = 0; round < 200; round++)
            {
                // The first rounds take the largest numbers of either sign: where an overflow would show.
                var places = Enumerable.Range(0, width).ToList();
                var codes = places.Select(_ => (sbyte)Pick(random, round, 127)).ToArray();
                var query = places.Select(_ => (short)Pick(random, round, codeMax)).ToArray();
                var expected = checked((int)codes.Zip(query, (a, b) => (long)a * b).Sum());

                Assert.Equal(expected, Dot.Codes(ref codes[0], ref query[0], width));
                Assert.Equal(expected, Dot.CodesPlain(ref codes[0], ref query[0], width));
                if (Avx2.IsSupported)
                {
                    Assert.Equal(expected, Dot.Codes256(ref codes[0], ref query[0], (nuint)width));
                }

                if (Avx512BW.IsSupported)
                {
                    Assert.Equal(expected, Dot.Codes512(ref codes[0], ref query[0], (nuint)width));
                }

                if (AdvSimd.IsSupported)
                {
                    Assert.Equal(expected, Dot.Codes128(ref codes[0], ref query[0], (nuint)width));
                }
            }
        }
    }

    [Fact]
    public void The_float_product_of_unit_vectors_stays_within_its_stated_error()
    {
        var random = new Random(2);
        for (var round = 0; round < 500; round++)
        {
            var a = Made.Unit(random, Dot.WidthMax);
            var b = Made.Near(random, a, round * 0.01f);
            var exact = a.Zip(b, (x, y) => (double)x * y).Sum();
            Assert.InRange(Dot.Float(a, b) - exact, -Dot.FloatErrorMax, Dot.FloatErrorMax);
        }
    }

    [Fact]
    public void A_row_and_its_codes_are_no_farther_apart_than_the_residual_says()
    {
        var random = new Random(3);
        float[][] rows = [new float[512], .. Enumerable.Range(0, 200).Select(_ => Made.Unit(random))];
        foreach (var row in rows)
        {
            var codes = new sbyte[512];
            var (scale, residual) = Quantised.Row(row, codes);
            var apart = Math.Sqrt(row.Zip(codes, (x, code) => Math.Pow(x - ((double)code * scale), 2)).Sum());
            Assert.InRange(residual, apart, apart + 1e-6);
            Assert.InRange(residual, 0, 0.02f);
        }
    }

    private static int Pick(Random random, int round, int max) => round switch
    {
        0 => max,
        1 => -max,
        2 => random.Next(2) == 0 ? max : -max,
        _ => random.Next(-max, max + 1),
    };
}
