using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Beholden.Store.Vectors;
using Microsoft.Win32.SafeHandles;

namespace Beholden.Bench;

/// <summary>
/// The index in this process, for <c>bench/peers/search</c>: it writes vectors and queries for all to use,
/// then runs a round of searches for every line it reads, until there are no more.
/// </summary>
internal static class PeerSearch
{
    private const int Dimension = MadeVectors.Dimension, NearestCount = 10, Queries = 32;
    private const int BytesPerVector = Dimension * sizeof(float);

    // Persons of the queries are among the stored ones; the pictures are not.
    private const int VectorsPerChunk = 1_000, QuerySeedFirst = 1_000_000_000;

    /// <param name="folder">Gets <c>vectors.f32</c>, <c>queries.f32</c> and the answers.</param>
    public static async Task<int> Run(string folder, int vectors)
    {
        using var index = new ExactIndex();
        using var file = File.OpenHandle(
            Path.Combine(folder, "vectors.f32"), FileMode.Create, FileAccess.ReadWrite);
        var queries = WriteQueries(folder, vectors);
        WriteVectors(file, vectors);
        var before = MemoryMb();
        var filling = Stopwatch.StartNew();
        for (var at = 0L; at < vectors; at++)
        {
            index.Set(at + 1, Read(file, at));
        }

        Tell(new()
        {
            ["buildS"] = Math.Round(filling.Elapsed.TotalSeconds, 1),
            ["memoryMb"] = Math.Round(MemoryMb() - before),
            ["widthBits"] = Products.WidthBits,
            ["runtime"] = Environment.Version.ToString(),
            ["queries"] = Queries,
        });
        while (await Console.In.ReadLineAsync() is { } line)
        {
            Tell(await Round(index, file, queries, int.Parse(line, null), folder));
        }

        return 0;
    }

    /// <param name="together">Searches under way at any time.</param>
    private static async Task<JsonObject> Round(
        ExactIndex index, SafeFileHandle file, float[][] queries, int together, string folder)
    {
        var answers = new IReadOnlyList<Match>[Queries];
        long rows = 0;
        var next = -1;
        using var process = Process.GetCurrentProcess();
        var processor = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, together).Select(_ => Task.Run(async () =>
        {
            for (int at; (at = Interlocked.Increment(ref next)) < Queries;)
            {
                var outcome = await index.Search(queries[at], NearestCount, -1, RowMask.Nothing);
                answers[at] = Ranking.Of(
                    outcome.Keys, key => Read(file, key - 1), queries[at], NearestCount, -1);
                Interlocked.Add(ref rows, outcome.Keys.Count);
            }
        })));
        var wallMs = watch.Elapsed.TotalMilliseconds;
        process.Refresh();
        var processorMs = (process.TotalProcessorTime - processor).TotalMilliseconds;
        var keys = answers.SelectMany(matches => matches.Select(match => match.Key - 1)).ToArray();
        var cosines = answers.SelectMany(matches => matches.Select(match => match.Cosine)).ToArray();
        await File.WriteAllBytesAsync(
            Path.Combine(folder, "ours.i64"), MemoryMarshal.AsBytes<long>(keys).ToArray());
        await File.WriteAllBytesAsync(
            Path.Combine(folder, "ours.f32"), MemoryMarshal.AsBytes<float>(cosines).ToArray());
        return new()
        {
            ["ms"] = wallMs / Queries,
            ["processorMs"] = processorMs / Queries,
            ["rowsReread"] = (double)rows / Queries,
        };
    }

    private static void WriteVectors(SafeFileHandle file, int vectors)
    {
        var chunks = (vectors + VectorsPerChunk - 1) / VectorsPerChunk;
        Parallel.For(0, chunks, chunk =>
        {
            var made = new MadeVectors(chunk);
            var first = chunk * VectorsPerChunk;
            for (var at = first; at < Math.Min(vectors, first + VectorsPerChunk); at++)
            {
                var bytes = MemoryMarshal.AsBytes<float>(made.Next());
                RandomAccess.Write(file, bytes, at * (long)BytesPerVector);
            }
        });
    }

    private static float[][] WriteQueries(string folder, int vectors)
    {
        var random = new Random(QuerySeedFirst);
        var chunks = Math.Max(1, vectors / VectorsPerChunk);
        float[][] queries = [.. Enumerable.Range(0, Queries).Select(n =>
        {
            var made = new MadeVectors(random.Next(chunks));
            _ = made.Next();
            return made.Another(QuerySeedFirst + n);
        })];
        File.WriteAllBytes(
            Path.Combine(folder, "queries.f32"),
            [.. queries.SelectMany(query => MemoryMarshal.AsBytes<float>(query).ToArray())]);
        return queries;
    }

    private static float[] Read(SafeFileHandle file, long at)
    {
        var vector = new float[Dimension];
        var read = RandomAccess.Read(file, MemoryMarshal.AsBytes(vector.AsSpan()), at * BytesPerVector);
        if (read < BytesPerVector)
        {
            throw new EndOfStreamException("The file of vectors is shorter than it was written.");
        }

        return vector;
    }

    private static double MemoryMb()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1e6;
    }

    private static void Tell(JsonObject figures) => Console.Out.WriteLine(figures.ToJsonString());
}
