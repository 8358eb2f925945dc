using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Vision.Models.Tfjs;
using Microsoft.ML.OnnxRuntime;

namespace Beholden.Vision.Models;

/// <param name="MaleShare">0..1, uncalibrated.</param>
/// <param name="Years">The median of the shares per year, uncalibrated.</param>
internal readonly record struct AgeGender(float MaleShare, float Years);

/// <summary>
/// Guesses age and gender (<c>faceres</c> of @vladmandic/human: HSE-FaceRes, a MobileNet of 224 pixels).
/// </summary>
/// <remarks>
/// Input <c>input_1</c> [1, 3, 224, 224], BGR, 0..255 less the means of VGG's training pictures, of a
/// square around the face box 1.2 times as wide as its longer side. Outputs <c>gender_pred/Sigmoid</c>
/// [1, 1], the share of male, and <c>age_pred/Softmax</c> [1, 100], a share per year from 0. The package
/// feeds RGB without the means; on faces with known age bands that takes the distance to the band from 4.4
/// to 7.2 years: docs/decisions/0004-attribute-models.md.
/// </remarks>
internal sealed class AgeGenderNet : IDisposable
{
    private const int EdgePixels = 224;
    private const int YearsKnown = 100;
    private const float CropFactor = 1.2f;
    private const string Input = "input_1";
    private const string Male = "gender_pred/Sigmoid";
    private const string Age = "age_pred/Softmax";

    // Blue, green, red: caffe's VGG_ILSVRC means, which keras_applications' "caffe" mode repeats.
    private static readonly float[] Means = [103.939f, 116.779f, 123.68f];
    private static readonly string[] Outputs = [Male, Age];
    private readonly NetworkSession network;

    /// <exception cref="InvalidDataException">The files are another network.</exception>
    public AgeGenderNet(TfjsFiles model)
    {
        var id = model.Graph.Id;
        network = new(
            model.Graph.Id,
            model.Graph.Loading,
            () => model.Open((Male, [1, 1]), (Age, [1, YearsKnown])),
            session =>
            {
                ModelShape.Require(id, Input, session.InputShape(id, Input), [1, 3, EdgePixels, EdgePixels]);
                ModelShape.Require(id, Male, session.OutputShape(id, Male), [1, 1]);
                ModelShape.Require(id, Age, session.OutputShape(id, Age), [1, YearsKnown]);
            });
    }

    /// <param name="box">The detector's box, pixels of the upright image.</param>
    public AgeGender Read(RgbImage image, PixelBox box)
    {
        var region = FacePatch.SquareAround(box, CropFactor);
        return Run(Normalize(FacePatch.Rgb(image, region, EdgePixels)));
    }

    public void Dispose() => network.Dispose();

    /// <param name="planes">Shape [3, 224, 224], BGR less the means.</param>
    internal AgeGender Run(float[] planes)
    {
        using var tensor = OrtValue.CreateTensorValueFromMemory(planes, [1, 3, EdgePixels, EdgePixels]);
        using var run = new RunOptions();
        using var results = network.Run(run, [Input], [tensor], Outputs);
        var years = results[1].GetTensorDataAsSpan<float>();
        return new(results[0].GetTensorDataAsSpan<float>()[0], Median(years));
    }

    /// <summary>
    /// The age that halves the shares. It errs less than their mean, which long tails pull.
    /// </summary>
    /// <param name="shares">Shape [100], one per year of life, sum 1.</param>
    internal static float Median(ReadOnlySpan<float> shares)
    {
        var below = 0f;
        for (var year = 0; year < shares.Length; year++)
        {
            if (below + shares[year] >= 0.5f)
            {
                return year + ((0.5f - below) / shares[year]);
            }

            below += shares[year];
        }

        return shares.Length;
    }

    /// <summary>RGB planes of 0..255 to BGR planes about zero.</summary>
    internal static float[] Normalize(float[] planes)
    {
        var n = planes.Length / 3;
        var scaled = new float[planes.Length];
        for (var c = 0; c < 3; c++)
        {
            for (var i = 0; i < n; i++)
            {
                scaled[(c * n) + i] = planes[((2 - c) * n) + i] - Means[c];
            }
        }

        return scaled;
    }
}
