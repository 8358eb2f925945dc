using Beholden.Store.Vectors;

namespace Beholden.Tests.Store;

public sealed class DotTests
{
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
}
