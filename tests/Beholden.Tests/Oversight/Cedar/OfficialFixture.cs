using Beholden.Oversight.Cedar.Official;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Cedar;

/// <summary>The official engine, compiled once; a test that needs it is skipped where it is absent.</summary>
public sealed class OfficialFixture : IDisposable
{
    private readonly Lazy<OfficialEngine> engine = new(() => OfficialEngine.Load(TestFolders.Weights));

    public OfficialEngine Require()
    {
        if (!File.Exists(Path.Combine(TestFolders.Weights, EngineFile.Name)))
        {
            Assert.Skip($"No official Cedar engine in {TestFolders.Weights}; ./test installs it.");
        }

        return engine.Value;
    }

    public void Dispose()
    {
        if (engine.IsValueCreated)
        {
            engine.Value.Dispose();
        }
    }
}
