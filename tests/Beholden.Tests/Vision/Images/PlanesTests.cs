using Beholden.Vision.Images;

namespace Beholden.Tests.Vision.Images;

public sealed class PlanesTests
{
    [Fact]
    public void Every_length_equals_its_naive_twin()
    {
        for (var count = 0; count <= 70; count++)
        {
            var rgb = new byte[count * 3];
            new Random(count).NextBytes(rgb);
            var planes = new float[3][];
            for (var c = 0; c < 3; c++)
            {
                planes[c] = new float[count + 1];
                planes[c][count] = -77;
            }

            Planes.Split(rgb, planes[0], planes[1], planes[2], mean: 127.5f, scale: 1 / 127.5f);

            for (var i = 0; i < count * 3; i++)
            {
                Assert.Equal((rgb[i] - 127.5f) * (1 / 127.5f), planes[i % 3][i / 3]);
            }

            Assert.All(planes, plane => Assert.Equal(-77, plane[count])); // Nothing beyond the run.
        }
    }
}
