using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Beholden.Server.Commands;

/// <summary>The files of a run that could not be done, and why. For any number of threads.</summary>
internal sealed class Refusals
{
    private const int ShownMax = 20;

    private readonly ConcurrentQueue<(string File, string Reason)> all = new();

    public bool IsEmpty => all.IsEmpty;

    public void Add(string file, string reason) => all.Enqueue((file, reason));

    /// <summary>All of them, for a script.</summary>
    public JsonArray ToJson() => new(
    [
        .. all.Select(one => new JsonObject { ["file"] = one.File, ["reason"] = one.Reason }),
    ]);

    /// <summary>The first of them to standard error, for people.</summary>
    public void Print()
    {
        foreach (var (file, reason) in all.OrderBy(one => one.File, StringComparer.Ordinal).Take(ShownMax))
        {
            Console.Error.WriteLine($"  refused {file}: {reason}");
        }

        if (all.Count > ShownMax)
        {
            Console.Error.WriteLine($"  and {all.Count - ShownMax} more; --json lists them all");
        }
    }
}
