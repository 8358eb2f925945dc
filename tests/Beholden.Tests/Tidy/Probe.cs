namespace Beholden.Tests.Tidy;

public sealed class Probe
{
    [Fact]
    public void Works() => Assert.Equal(2, 1 + 1);

    [Fact]
    public void Skips() => Assert.Skip("why");
}
