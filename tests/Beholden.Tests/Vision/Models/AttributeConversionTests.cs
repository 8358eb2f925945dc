using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Beholden.Tests.Support;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Vision.Models;
using Beholden.Vision.Models.Tfjs;
using Microsoft.ML.OnnxRuntime;

namespace Beholden.Tests.Vision.Models;

/// <summary>
/// On real crops the converted networks answer as the originals do in their own package's library.
/// <c>bench/peers/attributes/prove</c> installs that library and runs these tests.
/// </summary>
public sealed class AttributeConversionTests
{
    private const int Faces = 20;
    private const float Tolerance = 1e-3f;

    [Fact]
    public Task Age_and_gender_are_the_original() => Compare(
        "age-gender",
        "faceres",
        "input_1",
        [1, 3, 224, 224],
        [("gender_pred/Sigmoid", [1, 1]), ("age_pred/Softmax", [1, 100])],
        (image, box) => AgeGenderNet.Normalize(FacePatch.Rgb(image, FacePatch.SquareAround(box, 1.2f), 224)));

    [Fact]
    public Task Expressions_are_the_original() => Compare(
        "expression",
        "emotion",
        "input_1",
        [1, 1, 64, 64],
        [("Identity", [1, 7])],
        (image, box) =>
            [.. FacePatch.Grey(image, FacePatch.SquareAround(box, 1), 64).Select(v => (v / 255) - 0.5f)]);

    private static async Task Compare(
        string id,
        string original,
        string input,
        long[] shape,
        (string Name, int[] Shape)[] outputs,
        Func<RgbImage, PixelBox, float[]> planes)
    {
        var peers = Path.Combine(TestFolders.Checkout, "bench", "peers");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(peers, "node_modules")),
            "The originals are not installed; bench/peers/attributes/prove does that.");
        var files = new TfjsFiles(AttributeBench.Weight(id), AttributeBench.Weight($"{id}-weights"));
        var pictures = AttributeBench.SharedPictures(Path.Combine("faces", "fairface"), Faces);
        float[][] inputs = [.. pictures.Select(path => Crop(path, planes))];
        using var folder = new TemporaryFolder();
        var inputPath = Path.Combine(folder.Path, "input");
        await File.WriteAllBytesAsync(
            inputPath,
            MemoryMarshal.AsBytes<float>(inputs.SelectMany(values => values).ToArray()).ToArray(),
            TestContext.Current.CancellationToken);
        string[] names = [.. outputs.Select(output => output.Name)];
        var expected = await Original(peers, [original, inputPath, string.Join(',', shape[1..]), .. names]);

        Assert.Equal(Faces, expected.Length);
        using var session = files.Open(outputs);
        foreach (var (values, answer) in inputs.Zip(expected))
        {
            Assert.All(
                Run(session, input, values, shape, names).Zip(answer, (ours, theirs) => ours - theirs),
                difference => Assert.InRange(difference, -Tolerance, Tolerance));
        }

        // Otherwise one picture read twenty times, or an answer that never moves, would pass.
        Assert.True(expected.Max(answer => answer[0]) - expected.Min(answer => answer[0]) > 20 * Tolerance);
    }

    /// <summary>FairFace's pictures are cut with a margin: the middle is the face.</summary>
    private static float[] Crop(string path, Func<RgbImage, PixelBox, float[]> planes)
    {
        var image = Decode.Upright(File.ReadAllBytes(path));
        var (width, height) = (image.Width, image.Height);
        return planes(image, new(width * 0.2f, height * 0.2f, width * 0.6f, height * 0.6f));
    }

    private static float[] Run(
        InferenceSession session, string input, float[] values, long[] shape, string[] names)
    {
        using var tensor = OrtValue.CreateTensorValueFromMemory(values, shape);
        using var run = new RunOptions();
        using var results = session.Run(run, [input], [tensor], names);
        return [.. results.SelectMany(result => result.GetTensorDataAsSpan<float>().ToArray())];
    }

    private static async Task<float[][]> Original(string peers, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = peers,
        };
        foreach (var argument in arguments.Prepend("attributes/originals.mjs"))
        {
            start.ArgumentList.Add(argument);
        }

        using var node = Process.Start(start)!;
        var said = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var answers = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(node.ExitCode == 0, await said);
        return JsonSerializer.Deserialize<float[][]>(answers)!;
    }
}
